/** Datadog's two keys, from the environment only: they are never read from a config file and never written anywhere. */

import { failure, fix } from '../../shared/errors.ts'
import { datadogApiHost, type DatadogSource, isPlainLoopback } from '../../shared/source.ts'
import type { Environment } from '../stores/store-deps.ts'

/** What a request to Datadog carries. Held in memory only. */
export interface DatadogKeys {
  readonly apiKey: string
  readonly appKey: string
  /** True for the fixed placeholders that a plain-http loopback endpoint receives in place of real keys. */
  readonly placeholder: boolean
}

/** What a plain-http endpoint on this machine receives: real keys never travel in the clear. */
export const placeholderKeys: DatadogKeys = {
  apiKey: '00000000000000000000000000000000',
  appKey: '0000000000000000000000000000000000000000',
  placeholder: true,
}

/**
 * The keys of a source. Throws CREDENTIALS_MISSING that names the variables which are not set, with the lines that set them; CREDENTIALS_INVALID for a value
 * that cannot be a key (a space, a quote mark that was pasted along). The value itself is in no message.
 */
export function resolveDatadogKeys(source: DatadogSource, env: Environment): DatadogKeys {
  if (isPlainLoopback(source.endpoint)) return placeholderKeys
  const names = [source.apiKeyEnv || 'DD_API_KEY', source.appKeyEnv || 'DD_APP_KEY'] as const
  const [apiKey, appKey] = names.map((name) => (env[name] ?? '').trim()) as [string, string]
  const missing = names.filter((_, index) => [apiKey, appKey][index] === '')
  if (missing.length > 0) throw missingKeys(missing, names)
  const odd = names.filter((_, index) => !/^[\w.-]+$/.test([apiKey, appKey][index]!))
  if (odd.length > 0)
    throw failure({
      code: 'CREDENTIALS_INVALID',
      platform: 'datadog',
      message: `${odd.join(' and ')} cannot be a Datadog key.`,
      cause: 'The value holds a character that no key has, such as a space or a quote mark.',
      fix: fix('Copy the key again from Organization Settings and export it without quotes inside.', exportLines(odd)),
    })
  return { apiKey, appKey, placeholder: false }
}

function missingKeys(missing: readonly string[], names: readonly [string, string]) {
  const what =
    missing.length === 2
      ? 'an API key and an application key'
      : missing[0] === names[0]
        ? 'an API key'
        : 'an application key'
  return failure({
    code: 'CREDENTIALS_MISSING',
    platform: 'datadog',
    message: `Datadog needs ${what}: ${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not set.`,
    cause: 'Both keys are read from the environment of the shell that starts TraceCraft. A .env file is not read.',
    fix: fix(
      `Export ${missing.join(' and ')} in your shell (Datadog → Organization Settings → API Keys and Application Keys) and start TraceCraft again.`,
      exportLines(missing),
      'https://docs.datadoghq.com/account_management/api-app-keys/',
    ),
  })
}

function exportLines(names: readonly string[]): string {
  return names.map((name) => `export ${name}=…`).join('\n')
}

/** In words, for the connection test: `site eu1 (api.datadoghq.eu), application key …1f2e`. At most the last four characters of the application key. */
export function describeDatadogKeys(source: DatadogSource, keys: DatadogKeys): string {
  if (keys.placeholder) return `placeholder keys for ${source.endpoint}`
  const host = datadogApiHost(source.site)
  const place = source.endpoint ?? host
  // A text this short is no key; its last four characters would be most of it.
  const tail = keys.appKey.length >= 16 ? `…${keys.appKey.slice(-4)}` : 'set'
  return `site ${source.site} (${place}), application key ${tail}`
}
