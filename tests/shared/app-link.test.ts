import { describe, expect, it } from 'vitest'
import { type AppLink, parseAppLink, printAppLink } from '../../src/shared/app-link.ts'
import { linkedSource, linkNameOf } from '../../src/shared/linked-source.ts'
import { parseSourceUrl } from '../../src/shared/source.ts'

const read = (text: string): AppLink => {
  const result = parseAppLink(text)
  if ('problem' in result) throw new Error(result.problem)
  return result.link
}

describe('a link that opens the app', () => {
  it('names a source, a trace, a step and how they are shown', () => {
    expect(
      read(
        'tracecraft://open?source=prod&trace=1-68e0a3f1-0123456789abcdef01234567&step=53995c3f42cd8ad8&tab=input&face=flame',
      ),
    ).toMatchObject({
      source: 'prod',
      trace: '1-68e0a3f1-0123456789abcdef01234567',
      step: '53995c3f42cd8ad8',
      tab: 'input',
      face: 'flame',
      q: null,
    })
  })

  it('takes a source by its URL, in the form that Windows gives it too', () => {
    const url = encodeURIComponent('xray://us-east-1/my agent')
    expect(read(`tracecraft://open?source=${url}`).source).toBe('xray://us-east-1/my agent')
    expect(read(`TRACECRAFT://OPEN/?source=${url}`).source).toBe('xray://us-east-1/my agent')
  })

  it('comes back as it was printed', () => {
    const parts = {
      source: 'a & b = c',
      trace: 'abc',
      at: '1700000000000000',
      q: 'model:gpt-4o and duration>10s',
      w: '6h',
      errors: '1',
    }
    expect(read(printAppLink(parts))).toMatchObject(parts)
    expect(printAppLink({ source: 'prod', trace: null })).toBe('tracecraft://open?source=prod')
    expect(printAppLink({})).toBe('tracecraft://open')
    expect(Object.values(read('tracecraft://open/')).every((part) => part === null)).toBe(true)
  })

  it.each([
    ['another host', 'tracecraft://run?source=a'],
    ['no host', 'tracecraft:open?source=a'],
    ['a path', 'tracecraft://open/../x?source=a'],
    ['a user', 'tracecraft://me@open?source=a'],
    ['another scheme', 'https://open?source=a'],
    ['a fragment', 'tracecraft://open?source=a#run=x'],
    ['no place', 'tracecraft://'],
    ['an unknown part', 'tracecraft://open?source=a&save=1'],
    ['an endpoint', 'tracecraft://open?source=a&endpoint=https%3A%2F%2Fevil.example'],
    ['a part twice', 'tracecraft://open?source=a&source=b'],
    ['a line break', 'tracecraft://open?source=a%0Ab'],
    ['a NUL', 'tracecraft://open?source=a%00'],
    ['a turned direction of writing', 'tracecraft://open?source=a%E2%80%AEb'],
    ['broken text', 'tracecraft://open?source=%ff'],
    ['markup in a trace id', 'tracecraft://open?trace=%3Cscript%3E'],
    ['spaces in a trace id', 'tracecraft://open?trace=a%20b'],
    ['a time that is no number', 'tracecraft://open?trace=a&at=1e9'],
    ['a tab that is no word', 'tracecraft://open?trace=a&tab=..%2Fx'],
    ['an empty part', 'tracecraft://open?source='],
    ['a long source', `tracecraft://open?source=${'a'.repeat(1001)}`],
    ['a long link', `tracecraft://open?source=a&q=${'%41'.repeat(3000)}`],
    ['a name of every object', 'tracecraft://open?source=a&__proto__=b'],
    ['another name of every object', 'tracecraft://open?source=a&constructor=b'],
  ])('is refused as a whole for %s', (_what, text) => {
    const result = parseAppLink(text)
    expect(result).toHaveProperty('problem')
    expect((result as { problem: string }).problem).toMatch(/^[A-Z].*\.$/)
  })

  it('is not printed when it could not be read back', () => {
    expect(() => printAppLink({ source: 'a\nb' })).toThrow(RangeError)
    expect(() => printAppLink({ trace: 'a b' })).toThrow(RangeError)
  })
})

describe('the source of a link', () => {
  const sources = [
    'xray://us-east-1/?name=prod',
    'xray://us-east-1/agent?name=one',
    'datadog://eu1/',
    'xray://eu-west-1/?endpoint=http://127.0.0.1:9&name=demo',
  ].map((url, at) => ({ id: `id-${at}`, settings: parseSourceUrl(url) }))

  it('is found by id, by name, and by the place that its URL says', () => {
    expect(linkedSource('id-2', sources)).toEqual({ kind: 'known', ids: ['id-2'] })
    expect(linkedSource('prod', sources)).toEqual({ kind: 'known', ids: ['id-0'] })
    expect(linkedSource('xray://us-east-1/', sources)).toEqual({ kind: 'known', ids: ['id-0'] })
    expect(linkedSource('xray://us-east-1/agent?lookback=6h', sources)).toEqual({ kind: 'known', ids: ['id-1'] })
    expect(linkedSource('datadog://datadoghq.eu', sources)).toEqual({ kind: 'known', ids: ['id-2'] })
  })

  it('may be any of those that read the same place, when none has the same service', () => {
    expect(linkedSource('xray://us-east-1/other', sources)).toEqual({ kind: 'known', ids: ['id-0', 'id-1'] })
  })

  it('is offered without a profile when the place is not known', () => {
    const found = linkedSource('xray://ap-south-1/a?profile=admin&name=Trust%20me', sources)
    expect(found).toMatchObject({ kind: 'new', settings: { region: 'ap-south-1', profile: null, endpoint: null } })
    expect(found.kind === 'new' && found.settings.name).toBe('xray://ap-south-1/a')
  })

  it('is never one whose endpoint the link chose, not even where the place is known', () => {
    expect(linkedSource('xray://ap-south-1/?endpoint=https://evil.example', sources)).toMatchObject({
      kind: 'unknown',
      problem: expect.stringContaining('endpoint'),
    })
    // The known source keeps its own endpoint: the platform's.
    expect(linkedSource('xray://us-east-1/?endpoint=https://evil.example', sources)).toEqual({
      kind: 'known',
      ids: ['id-0'],
    })
    expect(linkedSource('xray://eu-west-1/', sources)).toMatchObject({ kind: 'new' })
  })

  it.each(['nobody', 'ftp://x/', 'xray://nowhere/', 'datadog://datadoghq.com.evil.example/'])(
    'is unknown, with a sentence that says so: %s',
    (text) => {
      expect(linkedSource(text, sources)).toMatchObject({ kind: 'unknown', problem: expect.stringMatching(/\.$/) })
    },
  )

  it('is named in a link by its place, and by its name where it has an endpoint of its own', () => {
    expect(sources.map(({ settings }) => linkNameOf(settings))).toEqual([
      'xray://us-east-1/',
      'xray://us-east-1/agent',
      'datadog://eu1/',
      'demo',
    ])
    for (const { id, settings } of sources)
      expect(linkedSource(linkNameOf(settings), sources)).toMatchObject({ ids: [id] })
  })
})
