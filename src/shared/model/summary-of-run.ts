/** A row of the list from an opened run, so that a list can show what opening a run has found out. */

import type { RunHeader, RunSummary } from './agent-run.ts'

/** The summary of an opened run. All of it is known, so null means that the trace does not say. */
export function summaryOfRun(header: RunHeader): RunSummary {
  return {
    id: header.id,
    cloudProvider: header.cloudProvider,
    cloudTraceId: header.cloudTraceId,
    name: header.name,
    status: header.status,
    startTime: header.startTime,
    endTime: header.endTime,
    durationMs: header.durationMs,
    error: header.error,
    errorCount: header.errorCount,
    stepCount: header.stepCount,
    totalTokens: header.totalTokens,
    models: header.models,
    tools: header.tools,
    agentName: header.agentName,
    sessionId: header.sessionId,
    serviceName: header.services[0] ?? null,
    environment: header.environment,
  }
}
