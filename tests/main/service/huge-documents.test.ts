import { afterEach, describe, expect, it } from 'vitest'
import { SourceRegistry } from '../../../src/main/service/source-registry.ts'
import { TraceService } from '../../../src/main/service/trace-service.ts'
import { openStore } from '../../../src/main/stores/open-store.ts'
import { type ErrorCode, TraceCraftError } from '../../../src/shared/errors.ts'
import { exportFormats } from '../../../src/shared/export-format.ts'
import { unpackOutline } from '../../../src/shared/model/outline.ts'
import { type Platform, platforms } from '../../../src/shared/platform.ts'
import type { SourceSettings } from '../../../src/shared/source.ts'
import { startOneRunPlatform } from '../../support/one-run-platform.ts'

/** 1 makes documents that a suite can afford; 12 makes one of 100 MB, 34 one of a million attributes. */
const scale = Number(process.env['HUGE_SCALE'] ?? '1')
const never = new AbortController().signal

/** What a page may be handed for one step. */
const longestDetail = 6_000_000

const cleanups: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

async function setUp(platform: Platform, attributes: Iterable<readonly [string, string]>) {
  const one = await startOneRunPlatform(platform, attributes)
  const open = (settings: SourceSettings) => openStore(settings, { env: {}, now: () => Date.UTC(2026, 10, 22, 12) })
  const keeper = {
    path: 'config.yaml',
    add: async () => {},
    update: async () => {},
    remove: async () => {},
    setPaused: async () => true,
    reorder: async (names: readonly string[]) => names,
  }
  const registry = new SourceRegistry({ keeper, openStore: open })
  registry.setAll('argument', [one.source])
  const service = new TraceService(registry, open)
  cleanups.push(
    () => one.close(),
    () => service.close(),
  )
  return { service, ref: { sourceId: 'one', traceId: one.traceId } }
}

function* many(count: number): Generator<readonly [string, string]> {
  for (let n = 0; n < count; n++) yield [`custom.attribute.${n}`, `value ${n}`]
}

/** An answer, or the code of a failure that says what to do. */
async function answerOrCode<T>(work: Promise<T>): Promise<T | ErrorCode> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof TraceCraftError)) throw error
    expect(error.info.fix?.text).toBeTruthy()
    expect(error.info.code).not.toBe('INTERNAL')
    return error.info.code
  }
}

const documents: readonly (readonly [string, () => Iterable<readonly [string, string]>])[] = [
  ['one text of many megabytes', () => [['input.value', 'x'.repeat(scale * 8_000_000)]]],
  ['very many attributes', () => many(scale * 30_000)],
  ['arrays of very great depth as text', () => [['input.value', '['.repeat(100_000) + ']'.repeat(100_000)]]],
  ['objects of very great depth as text', () => [['custom', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)]]],
  ['a name of a key of 64 KiB', () => [['k'.repeat(65_536), 'value']]],
]

it.each(platforms)('a run of %s says that a span has more attributes than are read', async (platform) => {
  const { service, ref } = await setUp(platform, many(30_000))
  const { outline } = await service.openRun({ ...ref, startedAt: null }, never)
  const details = await Promise.all(outline.spanIds.map((spanId) => service.step({ ...ref, spanId }, never)))
  expect(details.flatMap((detail) => detail.remarks).join(' ')).toMatch(
    /10,0\d\d more attributes are in the raw document only\..*more attributes are in the raw document\./,
  )
})

describe.each(platforms)('a run of %s with', (platform) => {
  it.each(documents)('%s opens with a short detail, or is refused with what to do', async (_, attributes) => {
    const { service, ref } = await setUp(platform, attributes())
    const opened = await answerOrCode(service.openRun({ ...ref, startedAt: null }, never))
    if (typeof opened === 'string') return expect(opened).toBe('TOO_LARGE')
    expect(JSON.stringify(opened).length).toBeLessThan(longestDetail)
    const { spanIds, length } = unpackOutline(opened.outline, (text) => Buffer.from(text, 'base64'))
    expect(length).toBeGreaterThan(1)
    for (const spanId of spanIds) {
      const detail = await service.step({ ...ref, spanId }, never)
      expect(JSON.stringify(detail).length).toBeLessThan(longestDetail)
      for (const { path } of detail.shortened.slice(0, 3)) {
        const piece = await service.stepText({ ...ref, spanId, path, offset: 0 }, never)
        expect(piece.text.length).toBeLessThanOrEqual(300_000)
      }
    }
    for await (const hit of service.searchRun({ ...ref, text: 'nothing holds this' }, never)) void hit
    for (const format of exportFormats) {
      const text = await answerOrCode(service.exportRun({ ...ref, format, spanId: null }, never))
      expect(text === 'BAD_REQUEST' || text.length > 100).toBe(true)
    }
  })
})
