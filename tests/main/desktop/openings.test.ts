import { describe, expect, it } from 'vitest'
import { openableArguments } from '../../../src/main/desktop/arguments.ts'
import { mostRecent, type RecentRun, withRun } from '../../../src/main/desktop/menu/recent-runs.ts'

describe('what another start may ask for', () => {
  it('is source URLs and links, and nothing else', () => {
    const args = [
      '--inspect=0.0.0.0:9229',
      '--load-extension=/tmp/x',
      'xray://us-east-1/agent',
      '-r',
      'tracecraft://open?source=prod',
      '/etc/passwd',
      'file:///etc/passwd',
      'https://example.com',
      'javascript:alert(1)',
      'DATADOG://eu1/',
      'prod',
      '--xray://us-east-1/',
    ]
    expect(openableArguments(args)).toEqual([
      'xray://us-east-1/agent',
      'tracecraft://open?source=prod',
      'DATADOG://eu1/',
    ])
  })

  it.each([[null], ['xray://us-east-1/'], [{ length: 1, 0: 'xray://us-east-1/' }], [[1, {}, null]]])(
    'is nothing where it is no list of texts: %j',
    (sent) => {
      expect(openableArguments(sent)).toEqual([])
    },
  )

  it('is bounded in length and number', () => {
    expect(openableArguments([`xray://us-east-1/${'a'.repeat(9000)}`])).toEqual([])
    expect(openableArguments(Array.from({ length: 500 }, () => 'xray://us-east-1/'))).toHaveLength(100)
  })
})

describe('recent runs', () => {
  const note = (at: number, more: object = {}) =>
    ({
      kind: 'opened',
      link: `run=src%2F1-68e0a3f1-0123456789abcdef0000${at.toString().padStart(4, '0')}&at=1700000000000000`,
      source: 'prod',
      traceId: `1-68e0a3f1-0123456789abcdef0000${at.toString().padStart(4, '0')}`,
      startedAt: 1_700_000_000_000_000,
      ...more,
    }) as const

  it('are named by source, end of the trace id and time, and open by a link that any start follows', () => {
    const [run] = withRun([], note(7))
    expect(run?.label.split(' · ').slice(0, 2)).toEqual(['prod', '…00000007'])
    expect(run?.label.split(' · ')).toHaveLength(3)
    expect(run?.label).not.toContain('68e0a3f1')
    expect(run?.appLink).toBe(
      'tracecraft://open?source=prod&trace=1-68e0a3f1-0123456789abcdef00000007&at=1700000000000000',
    )
  })

  it('are the newest ten, each once', () => {
    let runs: readonly RecentRun[] = []
    for (let at = 0; at < 15; at++) runs = withRun(runs, note(at))
    runs = withRun(runs, note(9))
    expect(runs).toHaveLength(mostRecent)
    expect(runs[0]?.link).toBe(note(9).link)
    expect(new Set(runs.map(({ link }) => link)).size).toBe(mostRecent)
  })

  it('have no time where it is not known, and no link where none can be written', () => {
    const [run] = withRun([], note(1, { startedAt: null, source: 'a\nb' }))
    expect(run?.label.split(' · ')).toHaveLength(2)
    expect(run?.appLink).toBeNull()
  })
})
