import { channel } from 'node:diagnostics_channel'

/**
 * Every request that any demo platform of this thread receives, as a RecordedRequest, when it has come in whole. Nobody listens but a check of a whole suite of tests, which sees in
 * this way what no single test looks at.
 */
export const received = channel('tracecraft:demo-request')
