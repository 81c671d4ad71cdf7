import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assembleRun } from '../../../src/main/semantics/assemble.ts'
import { StepSearch } from '../../../src/main/semantics/step-search.ts'
import { StepTexts } from '../../../src/main/semantics/step-texts.ts'
import { TextMatch } from '../../../src/main/semantics/text-match.ts'
import { span, traceOf } from '../../support/agent-spans.ts'

const word = fc.constantFrom('apple', 'Äpfel', 'a"b', 'x.y', 'app_id', '42', 'true', 'line\none', 'http.route', 'q')
const long = fc.array(word, { minLength: 12, maxLength: 20 }).map((words) => words.join(' '))
const leaf = fc.oneof(word, long, fc.integer({ min: 0, max: 99 }), fc.boolean(), fc.constant(null))
const value = fc.oneof(
  leaf,
  fc.array(leaf, { maxLength: 3 }),
  fc.dictionary(word, leaf, { maxKeys: 3 }),
  fc.dictionary(word, leaf, { maxKeys: 3 }).map((one) => JSON.stringify(one)),
)
const values = fc.dictionary(fc.oneof(word, fc.constant('input.value')), value, { maxKeys: 4 })
const http = fc.option(
  fc.record({
    request: fc.dictionary(word, leaf, { maxKeys: 2 }),
    response: fc.dictionary(word, value, { maxKeys: 2 }),
  }),
)
const event = fc.record({
  name: word,
  time: fc.constant(null),
  attributes: fc.dictionary(word, value, { maxKeys: 2 }),
  isException: fc.constant(false),
})
const failure = fc.option(
  fc.record({
    message: fc.option(word),
    type: fc.option(word),
    stack: fc.option(long),
    throttled: fc.constant(false),
    origin: fc.constant('fault'),
  }),
)

describe('the texts of a run, laid side by side', () => {
  it('never rule out a step that the full look finds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(values, http, fc.array(event, { maxLength: 2 }), failure), { minLength: 1, maxLength: 5 }),
        fc.oneof(word, fc.constantFrom('APPLE', 'pple', 'äpf', '4', 'tru', 'route', 'e\no', 'app', 'b', 'deep')),
        async (given, text) => {
          const spans = given.map(([own, request, events, failed], i) =>
            span({ spanId: String(i + 1), name: 'step', ms: 1, values: own, http: request, events, failure: failed }),
          )
          const run = await assembleRun(traceOf(spans))
          const texts = new StepTexts(run)
          const match = new TextMatch(text)
          const mayHold = texts.look(match)
          for (let i = 0; i < run.outline.length; i++) {
            texts.fill()
            const found = new StepSearch(match).placeIn(run.span(i)!, run.failure(i))
            if (found !== null) expect(mayHold(i), `${text} as ${found}`).toBe(true)
          }
          // Once they are indexed, whole stretches are passed over: never one that holds the text.
          const before = Array.from({ length: run.outline.length }, (_, i) => texts.look(match)(i))
          while (texts.indexed < run.outline.length) texts.index()
          const after = texts.look(match)
          expect(Array.from(before, (_, i) => after(i))).toEqual(before)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('rule out what nothing of a step holds', async () => {
    const run = await assembleRun(
      traceOf([
        span({ spanId: '1', name: 'a', ms: 1, values: { note: 'an apple', tokens: 12 } }),
        span({ spanId: '2', name: 'b', ms: 1, values: { note: 'a pear', 'a.key': 'x' } }),
      ]),
    )
    const texts = new StepTexts(run)
    texts.fill()
    texts.fill()
    expect([0, 1].map(texts.look(new TextMatch('apple')))).toEqual([true, false])
    expect([0, 1].map(texts.look(new TextMatch('12')))).toEqual([true, false])
    expect([0, 1].map(texts.look(new TextMatch('no.such')))).toEqual([false, false])
  })
})
