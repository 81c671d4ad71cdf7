import { isContractProcedure } from '@orpc/contract'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contract } from '../../../src/shared/contract.ts'
import { errorCodes } from '../../../src/shared/errors.ts'
import { type Carrier, carriers } from '../../support/carriers.ts'
import { fakeService } from '../../support/fake-service.ts'

type Ask = (input: unknown, options?: { signal?: AbortSignal }) => Promise<unknown>

/** Every procedure of the contract, by its path. */
function proceduresOf(node: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (isContractProcedure(node)) return [path]
  return Object.entries(node as Record<string, unknown>).flatMap(([key, inner]) => proceduresOf(inner, [...path, key]))
}
const procedures = proceduresOf(contract)

/** What a program that is broken, or hostile, may send in place of a question. */
const anyInput = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(
    null,
    '',
    'x'.repeat(300_000),
    -0,
    Number.MAX_SAFE_INTEGER,
    [],
    { id: '__proto__' },
    { ids: ['constructor', 'toString'] },
    { sourceId: 'one', traceId: 'x'.repeat(100_000), startedAt: 1e300 },
    JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as unknown,
  ),
  fc.record(
    {
      id: fc.anything(),
      ids: fc.oneof(fc.array(fc.string()), fc.anything()),
      sourceId: fc.constantFrom<unknown>('one', 'nobody', '__proto__', 7, null),
      traceId: fc.oneof(fc.string(), fc.anything()),
      spanId: fc.oneof(fc.string(), fc.anything()),
      startedAt: fc.oneof(fc.double(), fc.constant(null)),
      window: fc.oneof(
        fc.constant(null),
        fc.record({ lookbackMs: fc.double() }),
        fc.record({ from: fc.double(), to: fc.double() }),
      ),
      limit: fc.oneof(fc.integer(), fc.double()),
      errorsOnly: fc.oneof(fc.boolean(), fc.anything()),
      filter: fc.oneof(fc.string(), fc.constant(null)),
      settings: fc.anything(),
      save: fc.boolean(),
      text: fc.string(),
      path: fc.string(),
      offset: fc.integer(),
      format: fc.constantFrom('json', 'otlp', 'markdown', 'xml'),
      platform: fc.constantFrom('xray', 'elsewhere'),
      runs: fc.array(fc.record({ traceId: fc.string(), startedAt: fc.oneof(fc.double(), fc.constant(null)) })),
    },
    { requiredKeys: [] },
  ),
)

describe.each(Object.entries(carriers).filter(([name]) => name !== 'in process'))('over %s', (_carrier, open) => {
  let carrier: Carrier
  beforeAll(async () => {
    carrier = await open(fakeService().context)
  })
  afterAll(() => carrier.close())

  const askOf = (path: readonly string[]) =>
    path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], carrier.client) as Ask

  /** The code of the failure, or null for an answer. */
  async function outcome(path: readonly string[], input: unknown): Promise<string | null> {
    const leaving = new AbortController()
    try {
      const answer = await askOf(path)(input, { signal: leaving.signal })
      if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer)
        for await (const event of answer as AsyncIterable<unknown>) {
          void event
          break
        }
      return null
    } catch (error) {
      const { code, name } = error as { code?: unknown; name?: unknown }
      return typeof code === 'string' ? code : `no code, but ${typeof name === 'string' ? name : 'nothing'}`
    } finally {
      leaving.abort()
    }
  }

  it.each(procedures.map((path) => [path.join('.'), path] as const))(
    '%s answers whatever it is asked with an answer or an error of the closed set, and goes on',
    async (_, path) => {
      await fc.assert(
        fc.asyncProperty(anyInput, async (input) => {
          const code = await outcome(path, input)
          if (code !== null) expect(errorCodes).toContain(code)
          expect(code).not.toBe('INTERNAL')
        }),
        { numRuns: 60 },
      )
      expect((await carrier.client.sources.list()).configPath).toBe('config.yaml')
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    },
  )

  /** Frames that are no question at all, or one that is broken. */
  const frames: readonly (readonly [string, string | Uint8Array])[] = [
    ['nothing', ''],
    ['text', 'hello'],
    ['half of an object', '{"i":"1","p":'],
    ['a number', '7'],
    ['null', 'null'],
    ['an array', '[1,2,3]'],
    ['an object without an id', '{}'],
    ['an id that is an object', '{"i":{"toString":1},"p":{}}'],
    ['an unknown kind of message', '{"i":"9999999","t":99,"p":{}}'],
    ['a question without an address', '{"i":"9999998","p":{}}'],
    ['a question for nobody', '{"i":"9999997","p":{"u":"/no/such/thing"}}'],
    ['an address that is none', '{"i":"9999996","p":{"u":"http://[::1"}}'],
    ['an address full of dots', `{"i":"9999995","p":{"u":"/${'../'.repeat(1000)}"}}`],
    ['the prototype as an address', '{"i":"9999994","p":{"u":"/__proto__/constructor"}}'],
    ['a body that is broken', '{"i":"9999993","p":{"u":"/sources/list","b":"{"}}'],
    ['headers that are a text', '{"i":"9999992","p":{"u":"/sources/list","h":"x","m":7}}'],
    ['the end of a stream that never began', '{"i":"9999991","t":3,"p":{"e":"done"}}'],
    ['an abort of nothing', '{"i":"9999990","t":4}'],
    ['brackets without an end', '['.repeat(200_000)],
    ['an object of great depth', `{"i":"9999989","p":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}`],
    ['zero bytes', new Uint8Array(1000)],
    ['bytes that are no text', new Uint8Array([0xff, 0xfe, 0xc0, 0x80, 0x00])],
    ['a file that is longer than it says', new Uint8Array([0xff, ...new TextEncoder().encode('{"i":"1"}')])],
  ]

  it.each(frames)('is not disturbed by a frame with %s', async (_, frame) => {
    carrier.send(frame)
    expect((await carrier.client.sources.list()).configPath).toBe('config.yaml')
  })

  it('is not disturbed by frames of any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string(), fc.uint8Array(), fc.json(), fc.string({ unit: 'binary' })),
        async (frame) => {
          carrier.send(frame)
          await carrier.client.sources.list()
        },
      ),
      { numRuns: 200 },
    )
  })

  it('names what is wrong with a question, without repeating it', async () => {
    const secret = 'sk-canary-0123456789'
    const failure: unknown = await askOf(['runs', 'open'])({ sourceId: 7, traceId: secret, startedAt: secret }).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({
      code: 'BAD_REQUEST',
      data: { code: 'BAD_REQUEST', message: 'The question runs.open was not understood.', fix: { command: null } },
    })
    expect((failure as { data: { cause: string } }).data.cause).toContain('sourceId')
    expect(JSON.stringify(failure)).not.toContain(secret)
  })
})
