/**
 * The parts of Datadog's client that are used, imported one by one: the package's index loads every API it has. Only client.ts imports this file, and
 * only lazily, because even these parts take more than a second from node_modules (the build replaces what makes them slow).
 */

export { createConfiguration } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-common/configuration.js'
export { BaseServerConfiguration } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-common/servers.js'
export { SpansApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/SpansApi.js'
export { APMTraceApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/APMTraceApi.js'
export { AgentObservabilityApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/apis/AgentObservabilityApi.js'
export { AuthenticationApi } from '@datadog/datadog-api-client/dist/packages/datadog-api-client-v1/apis/AuthenticationApi.js'
export { logger } from '@datadog/datadog-api-client/dist/logger.js'
