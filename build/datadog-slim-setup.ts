import { slimInProcess } from './datadog-slim.ts'

slimInProcess()
