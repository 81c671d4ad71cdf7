import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { audienceOf } from '../../../../src/main/stores/azuremonitor/client.ts'
import { openAzureMonitorStore } from '../../../../src/main/stores/azuremonitor/store.ts'
import { allOf, lastHours, never, noon, sourceOf } from './demo-store.ts'

/** An https endpoint, where real credentials are asked for before anything is sent; nobody listens there. */
const endpoint = 'https://127.0.0.1:9'

describe('a source that needs a sign-in', () => {
  let folder: string
  let path: string | undefined

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracecraft-no-tools-'))
    path = process.env.PATH
  })

  afterEach(() => {
    process.env.PATH = path
    rmSync(folder, { recursive: true, force: true })
  })

  function store() {
    const env = { PATH: folder, AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential' }
    return openAzureMonitorStore(sourceOf(endpoint), { env, now: () => noon })
  }

  it('fails with the missing sign-in and its command, not with an empty list', async () => {
    await expect(allOf(store().list(lastHours(1), never))).rejects.toMatchObject({
      info: { code: 'CREDENTIALS_MISSING', platform: 'azuremonitor', fix: { command: 'az login' } },
    })
  })

  it('fails at the credentials of a test and skips what needs them', async () => {
    const stages = []
    for await (const stage of store().probe(never)) if (stage.state !== 'running') stages.push([stage.id, stage.state])
    expect(stages).toEqual([
      ['settings', 'passed'],
      ['credentials', 'failed'],
      ['identity', 'skipped'],
      ['reach', 'skipped'],
      ['permission', 'skipped'],
      ['sample', 'skipped'],
    ])
  })
})

describe('audienceOf', () => {
  it.each([
    [null, 'https://api.loganalytics.io'],
    ['https://api.loganalytics.azure.com', 'https://api.loganalytics.io'],
    ['https://api.loganalytics.us', 'https://api.loganalytics.us'],
    ['https://api.loganalytics.azure.cn', 'https://api.loganalytics.azure.cn'],
  ])('of %s is %s', (given, audience) => {
    expect(audienceOf(given)).toBe(audience)
  })
})
