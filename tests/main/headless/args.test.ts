import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../src/main/headless/args.ts'
import type { TraceCraftError } from '../../../src/shared/errors.ts'

function mistake(...argv: string[]): { message: string; fix: string } {
  try {
    readArguments(argv)
  } catch (error) {
    const { info } = error as TraceCraftError
    expect(info.code).toBe('SETTINGS')
    return { message: info.message, fix: [info.fix?.text, info.fix?.command].filter(Boolean).join(' ') }
  }
  throw new Error(`${argv.join(' ')} was accepted`)
}

describe('the command line', () => {
  it.each([
    [['show', '1-5759e988-bd862e3fe1be46a994272793', 'xray://us-east-1/'], /SOURCE comes before/, /show xray:/],
    [['list', 'xray://us-east-1/', '-5'], /^-5 is not a flag/, /--help/],
    [['list', 'xray://us-east-1/', '--timeout', '1e12'], /up to 2000000/, /--help/],
    [['list', 'xray://us-east-1/', '--timeout', '0'], /above 0/, /--help/],
  ])('says of %j what is wrong with it', (argv, message, way) => {
    const said = mistake(...argv)
    expect(said.message).toMatch(message)
    expect(said.fix).toMatch(way)
  })

  it('reads a list with its flags', () => {
    expect(
      readArguments([
        'list',
        'xray://us-east-1/',
        '--lookback',
        '24h',
        '--limit',
        '5',
        '--errors',
        '--format=jsonl',
        '--no-color',
      ]),
    ).toMatchObject({
      command: 'list',
      source: 'xray://us-east-1/',
      window: { lookbackMs: 86_400_000 },
      limit: 5,
      errorsOnly: true,
      format: 'jsonl',
      color: false,
      timeoutMs: null,
    })
  })

  it('reads a window between two instants, a day standing for its start', () => {
    expect(readArguments(['list', 'prod', '--from', '2026-01-01', '--to', '2026-01-01T12:00:00Z'])).toMatchObject({
      window: { from: Date.UTC(2026, 0, 1) * 1000, to: Date.UTC(2026, 0, 1, 12) * 1000 },
    })
  })

  it('leaves the window to the source when none is given', () => {
    expect(readArguments(['list', 'prod'])).toMatchObject({ window: null, limit: 100, format: 'table' })
  })

  it('prints a run in each of its forms', () => {
    for (const format of ['tree', 'json', 'otlp', 'markdown'] as const)
      expect(readArguments(['show', 'prod', 'abc', '--format', format])).toMatchObject({ command: 'show', format })
    expect(readArguments(['show', 'prod', 'abc'])).toMatchObject({ format: 'tree' })
  })

  it('shows help when nothing or help is asked', () => {
    for (const argv of [[], ['--help'], ['-h'], ['help'], ['list', '--help']])
      expect(readArguments(argv)).toEqual({ command: 'help' })
    expect(readArguments(['--version'])).toEqual({ command: 'version' })
  })

  it.each([
    [['lst', 'prod'], '"lst" is not a command.', 'Did you mean "tracecraft list"?'],
    [['list'], 'needs a SOURCE', 'tracecraft list xray://'],
    [['list', 'a', 'b'], 'but got "b" too', '--help'],
    [['list', 'a', '--lookbak', '1h'], '--lookbak is not a flag', 'Did you mean --lookback?'],
    [['list', 'a', '--lookback', 'yesterday'], 'is not a time', '90m, 24h or 7d'],
    [['list', 'a', '--lookback', '1h', '--from', '2026-01-01'], 'cannot stand beside', '--from and --to'],
    [['list', 'a', '--from', 'noon'], 'is not an ISO time', '2026-01-31T12:00:00Z'],
    [['list', 'a', '--from', '2026-02-01', '--to', '2026-01-01'], '--from must be before --to', '--help'],
    [['list', 'a', '--limit', '0'], 'whole number from 1', '--help'],
    [['list', 'a', '--format', 'xml'], '--format xml is not possible', 'table, json, jsonl'],
    [['list', 'a', '--timeout', 'soon'], 'not a number of seconds above 0', '--help'],
    [['list', 'a', '--limit'], '--limit needs a value', '--help'],
    [['show', 'a'], 'takes a SOURCE and a TRACE_ID', '--help'],
    [['show', 'a', 'b', '--full'], 'takes no --full', '--help'],
    [['serve', '--port', '99999'], 'whole number from 0 to 65535', '--help'],
    [['sources', 'x'], 'takes no arguments', '--help'],
  ])('%j is refused with the way out', (argv, message, fix) => {
    const said = mistake(...argv)
    expect(said.message).toContain(message)
    expect(said.fix).toContain(fix)
  })
})
