import { describe, expect, it } from 'vitest'
import { TraceCraftError } from '../../../src/shared/errors.ts'
import type { DatadogSource } from '../../../src/shared/source.ts'
import { describeDatadogKeys, placeholderKeys, resolveDatadogKeys } from '../../../src/main/credentials/datadog.ts'

const source: DatadogSource = {
  type: 'datadog',
  name: 'eu',
  color: null,
  service: null,
  lookbackHours: 1,
  cacheTtlSeconds: 60,
  endpoint: null,
  site: 'eu1',
  apiKeyEnv: 'DD_API_KEY',
  appKeyEnv: 'DD_APP_KEY',
}
const keys = { DD_API_KEY: 'a'.repeat(32), DD_APP_KEY: `${'b'.repeat(36)}1f2e` }

function refusal(env: Record<string, string>, over: Partial<DatadogSource> = {}) {
  try {
    resolveDatadogKeys({ ...source, ...over }, env)
  } catch (error) {
    if (error instanceof TraceCraftError) return error.info
  }
  throw new Error('It was expected to be refused.')
}

describe('the keys of a source', () => {
  it('come from the variables that the source names, without white space at the ends', () => {
    expect(resolveDatadogKeys(source, { ...keys, DD_API_KEY: ` ${keys.DD_API_KEY}\n` })).toEqual({
      apiKey: keys.DD_API_KEY,
      appKey: keys.DD_APP_KEY,
      placeholder: false,
    })
    const own = { ...source, apiKeyEnv: 'STAGING_API', appKeyEnv: 'STAGING_APP' }
    expect(resolveDatadogKeys(own, { STAGING_API: 'one', STAGING_APP: 'two' })).toMatchObject({
      apiKey: 'one',
      appKey: 'two',
    })
  })

  it('that are missing are named, with the lines that set them', () => {
    expect(refusal({})).toMatchObject({
      code: 'CREDENTIALS_MISSING',
      message: 'Datadog needs an API key and an application key: DD_API_KEY and DD_APP_KEY are not set.',
      fix: { command: 'export DD_API_KEY=…\nexport DD_APP_KEY=…' },
    })
    expect(refusal({ DD_API_KEY: keys.DD_API_KEY, DD_APP_KEY: '  ' })).toMatchObject({
      message: 'Datadog needs an application key: DD_APP_KEY is not set.',
      fix: { command: 'export DD_APP_KEY=…' },
    })
    expect(refusal({ DD_APP_KEY: keys.DD_APP_KEY }).message).toBe('Datadog needs an API key: DD_API_KEY is not set.')
  })

  it('that cannot be keys are refused before they are sent, and not repeated', () => {
    const info = refusal({ ...keys, DD_APP_KEY: '"quoted secret"' })
    expect(info.code).toBe('CREDENTIALS_INVALID')
    expect(info.message).toContain('DD_APP_KEY')
    expect(JSON.stringify(info)).not.toContain('quoted secret')
  })

  it('are never sent over plain http: a loopback endpoint receives placeholders', () => {
    expect(resolveDatadogKeys({ ...source, endpoint: 'http://127.0.0.1:8080' }, keys)).toBe(placeholderKeys)
    expect(resolveDatadogKeys({ ...source, endpoint: 'https://127.0.0.1:8080' }, keys).placeholder).toBe(false)
  })

  it('are described by site and the end of the application key only', () => {
    const text = describeDatadogKeys(source, resolveDatadogKeys(source, keys))
    expect(text).toBe('site eu1 (api.datadoghq.eu), application key …1f2e')
    expect(describeDatadogKeys(source, { apiKey: 'x', appKey: 'short', placeholder: false })).not.toContain('short')
  })
})
