import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  emptyOutline,
  indexOfSpan,
  nameAt,
  packOutline,
  stepTypeAt,
  unpackOutline,
} from '../../src/shared/model/outline.ts'
import { microseconds } from '../../src/shared/units.ts'

const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
/** As Buffer gives it: often in the middle of a larger buffer. */
const fromBase64 = (text: string) => Buffer.from(text, 'base64') as Uint8Array<ArrayBuffer>
const misaligned = (text: string) => {
  const bytes = Buffer.from(text, 'base64')
  const shifted = new Uint8Array(bytes.length + 3)
  shifted.set(bytes, 3)
  return shifted.subarray(3)
}

const double = fc.double()
function outlineOf(length: number, values: readonly number[]) {
  const outline = emptyOutline(length, microseconds(1_700_000_000_000_000))
  const at = (i: number, k: number) => values[(i * 7 + k) % values.length] ?? 0
  for (let i = 0; i < length; i++) {
    for (const [k, column] of [
      outline.offset,
      outline.duration,
      outline.inputTokens,
      outline.outputTokens,
      outline.firstToken,
    ].entries())
      column[i] = at(i, k)
    outline.parent[i] = i - 1
    outline.size[i] = length - i
    outline.depth[i] = i
    outline.type[i] = i % 9
    outline.flags[i] = i % 128
    outline.name[i] = 0
    outline.service[i] = -1
    outline.model[i] = -1
    outline.spanIds.push(`s${i}`)
  }
  outline.strings.push('name')
  return outline
}

describe('an outline on the wire', () => {
  it('arrives as it was sent, whatever its length and wherever its bytes lie', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.array(double, { minLength: 1 }), (length, values) => {
        const outline = outlineOf(length, values)
        const wire = JSON.parse(JSON.stringify(packOutline(outline, toBase64))) as ReturnType<typeof packOutline>
        expect(unpackOutline(wire, fromBase64)).toEqual(outline)
        expect(unpackOutline(wire, misaligned)).toEqual(outline)
      }),
    )
  })

  it('keeps unknown numbers unknown', () => {
    const wire = packOutline(outlineOf(3, [Number.NaN]), toBase64)
    expect(unpackOutline(wire, fromBase64).duration).toEqual(new Float64Array([Number.NaN, Number.NaN, Number.NaN]))
  })

  it('is refused when it was cut', () => {
    const wire = packOutline(outlineOf(3, [1]), toBase64)
    expect(() => unpackOutline({ ...wire, columns: wire.columns.slice(0, 40) }, fromBase64)).toThrow(RangeError)
    expect(() => unpackOutline({ ...wire, spanIds: ['s0'] }, fromBase64)).toThrow(RangeError)
  })

  it('tells type, name and place of a step', () => {
    const outline = outlineOf(3, [1])
    expect([stepTypeAt(outline, 0), stepTypeAt(outline, 1), nameAt(outline, 2)]).toEqual(['agent', 'llm', 'name'])
    expect([indexOfSpan(outline, 's2'), indexOfSpan(outline, 'x')]).toEqual([2, -1])
  })
})
