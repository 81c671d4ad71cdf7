/** A source's settings completed from the environment, as they are when its store is opened. */

import { failure, fix } from '../../shared/errors.ts'
import type { Platform } from '../../shared/platform.ts'
import { endpointProblem, type SourceSettings, settingsProblems } from '../../shared/source.ts'
import type { Environment } from '../stores/store-deps.ts'

/** The environment variable that replaces a platform's endpoint for every source that names none of its own. */
export const endpointVariable: Record<Platform, string> = {
  xray: 'TRACECRAFT_XRAY_ENDPOINT',
  cloudtrace: 'TRACECRAFT_CLOUDTRACE_ENDPOINT',
  azuremonitor: 'TRACECRAFT_AZUREMONITOR_ENDPOINT',
  datadog: 'TRACECRAFT_DATADOG_ENDPOINT',
}

/**
 * The settings with endpoint, project and workspace filled from the environment where they are empty. Throws SETTINGS, naming the variable, when a value
 * from there cannot be used or when a place is named nowhere.
 */
export function effectiveSettings(source: SourceSettings, env: Environment): SourceSettings {
  const wrong = settingsProblems(source)[0]
  if (wrong)
    throw failure({
      code: 'SETTINGS',
      platform: source.type,
      message: `The source "${source.name}" cannot be used as it is.`,
      cause: `${wrong.problem[0]?.toUpperCase()}${wrong.problem.slice(1)}.`,
      fix: fix(`Correct "${wrong.field}" of this source.`),
    })
  const withEndpoint = { ...source, endpoint: source.endpoint ?? endpointFrom(source.type, env) }
  if (withEndpoint.endpoint !== null) {
    const problem = endpointProblem(withEndpoint.endpoint)
    if (problem !== null)
      throw failure({
        code: 'SETTINGS',
        platform: source.type,
        message: `The endpoint of "${source.name}" cannot be used.`,
        cause: `${problem}${source.endpoint === null ? ` (from ${endpointVariable[source.type]})` : ''}.`,
        fix: fix('Use an https URL, or plain http for a loopback address only.'),
      })
  }
  if (withEndpoint.type === 'cloudtrace' && withEndpoint.project === '')
    return {
      ...withEndpoint,
      project: placeFrom(source, env, ['GOOGLE_CLOUD_PROJECT', 'GCLOUD_PROJECT'], 'project', 'my-gcp-project'),
    }
  if (withEndpoint.type === 'azuremonitor' && withEndpoint.workspaceId === '' && withEndpoint.resourceId === null)
    return {
      ...withEndpoint,
      workspaceId: placeFrom(
        source,
        env,
        ['AZURE_MONITOR_WORKSPACE_ID'],
        'workspace id',
        'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx',
      ),
    }
  return withEndpoint
}

function endpointFrom(platform: Platform, env: Environment): string | null {
  return env[endpointVariable[platform]]?.trim() || null
}

function placeFrom(
  source: SourceSettings,
  env: Environment,
  variables: readonly string[],
  what: string,
  example: string,
): string {
  for (const variable of variables) {
    const value = env[variable]?.trim()
    if (value) return value
  }
  throw failure({
    code: 'SETTINGS',
    platform: source.type,
    message: `"${source.name}" names no ${what}.`,
    cause: `Neither the source nor ${variables.join(' or ')} says which ${what} to read.`,
    fix: fix(`Put the ${what} into the source, or set the variable.`, `export ${variables[0]}=${example}`),
  })
}
