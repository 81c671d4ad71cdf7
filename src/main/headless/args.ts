/** The command line, read and checked. Every mistake is a SETTINGS error with the nearest right word. */

import { parseArgs } from 'node:util'
import { looksLikeAppLink, parseAppLink } from '../../shared/app-link.ts'
import type { WindowSpec } from '../../shared/contract.ts'
import { failure, fix } from '../../shared/errors.ts'
import { nearest } from '../../shared/nearest.ts'
import { looksLikeSourceUrl } from '../../shared/source.ts'
import { parseInstant, parseLookback } from '../../shared/units.ts'

export const commandNames = ['open', 'list', 'show', 'doctor', 'sources', 'serve', 'demo'] as const
export type CommandName = (typeof commandNames)[number]

/** What every command takes. */
export interface CommonFlags {
  readonly config: string | null
  readonly env: string | null
  readonly color: boolean
  /** Overall time limit in milliseconds, or null for none. */
  readonly timeoutMs: number | null
}

export type Invocation =
  | { readonly command: 'help' | 'version' }
  | ({
      readonly command: 'open'
      /** Names and URLs of sources. */
      readonly sources: readonly string[]
      /** A link to a run or a list, already read without a problem. */
      readonly link: string | null
      /** Only says whether all of it can be opened. */
      readonly check: boolean
    } & CommonFlags)
  | ({ readonly command: 'list'; readonly source: string; readonly format: 'table' | 'json' | 'jsonl' } & ListFlags &
      CommonFlags)
  | ({
      readonly command: 'show'
      readonly source: string
      readonly traceId: string
      readonly format: 'tree' | 'json' | 'otlp' | 'markdown'
    } & CommonFlags)
  | ({
      readonly command: 'doctor'
      readonly sources: readonly string[]
      readonly format: 'table' | 'json'
    } & CommonFlags)
  | ({ readonly command: 'sources'; readonly format: 'table' | 'json' } & CommonFlags)
  | ({
      readonly command: 'serve'
      readonly sources: readonly string[]
      readonly port: number
      readonly open: boolean
    } & CommonFlags)
  | ({ readonly command: 'demo'; readonly format: 'table' | 'json' } & CommonFlags)

export interface ListFlags {
  /** Null: the source's own look-back. */
  readonly window: WindowSpec | null
  readonly limit: number
  readonly errorsOnly: boolean
  readonly filter: string | null
  readonly full: boolean
}

const options = {
  config: { type: 'string' },
  env: { type: 'string' },
  format: { type: 'string' },
  'no-color': { type: 'boolean' },
  timeout: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  lookback: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  limit: { type: 'string' },
  errors: { type: 'boolean' },
  filter: { type: 'string' },
  full: { type: 'boolean' },
  port: { type: 'string' },
  open: { type: 'boolean' },
  check: { type: 'boolean' },
} as const

type Flag = keyof typeof options

const common: readonly Flag[] = ['config', 'env', 'format', 'no-color', 'timeout', 'help', 'version']
const own: Record<CommandName, readonly Flag[]> = {
  open: ['check'],
  list: ['lookback', 'from', 'to', 'limit', 'errors', 'filter', 'full'],
  show: [],
  doctor: [],
  sources: [],
  serve: ['port', 'open'],
  demo: [],
}

/** Reads the arguments after the program's name. Throws a SETTINGS TraceCraftError (exit 2) for anything that is not understood. */
export function readArguments(argv: readonly string[]): Invocation {
  const parsed = parse(argv)
  const { values, positionals } = parsed
  if (values.version) return { command: 'version' }
  const [word, ...rest] = positionals
  if (values.help || word === undefined || word === 'help') return { command: 'help' }
  const command = commandNames.find((one) => one === word)
  if (!command) {
    const near = nearest(word, commandNames)
    throw usage(
      `"${word}" is not a command.`,
      looksLikeAppLink(word)
        ? `Try: tracecraft open ${word}`
        : looksLikeSourceUrl(word)
          ? `Say what to do with it, for example: tracecraft list ${word}`
          : near
            ? `Did you mean "tracecraft ${near}"?`
            : null,
    )
  }
  const allowed = [...common, ...own[command]]
  for (const flag of Object.keys(values) as Flag[])
    if (!allowed.includes(flag)) throw usage(`"tracecraft ${command}" takes no --${flag}.`, null)
  const shared: CommonFlags = {
    config: values.config ?? null,
    env: values.env ?? null,
    color: !values['no-color'],
    timeoutMs: values.timeout === undefined ? null : seconds('timeout', values.timeout) * 1000,
  }
  switch (command) {
    case 'open':
      if (values.format !== undefined) throw usage('"tracecraft open" takes no --format.', null)
      return { command, ...toOpen(rest), check: values.check ?? false, ...shared }
    case 'list':
      return {
        command,
        source: one(command, rest, 'SOURCE'),
        format: choose(values.format, ['table', 'json', 'jsonl']),
        window: windowOf(values.lookback, values.from, values.to),
        limit: whole('limit', values.limit ?? '100', 1, 50_000),
        errorsOnly: values.errors ?? false,
        filter: values.filter ?? null,
        full: values.full ?? false,
        ...shared,
      }
    case 'show': {
      const [source, traceId, extra] = rest
      if (!source || !traceId || extra !== undefined)
        throw usage('"tracecraft show" takes a SOURCE and a TRACE_ID.', null)
      if (looksLikeSourceUrl(traceId) && !looksLikeSourceUrl(source))
        throw usage('The SOURCE comes before the TRACE_ID.', `Try: tracecraft show ${traceId} ${source}`)
      return {
        command,
        source,
        traceId,
        format: choose(values.format, ['tree', 'json', 'otlp', 'markdown']),
        ...shared,
      }
    }
    case 'doctor':
      return { command, sources: rest, format: choose(values.format, ['table', 'json']), ...shared }
    case 'sources':
    case 'demo':
      if (rest.length > 0) throw usage(`"tracecraft ${command}" takes no arguments, but got "${rest[0]}".`, null)
      return { command, format: choose(values.format, ['table', 'json']), ...shared }
    case 'serve':
      if (values.format !== undefined) throw usage('"tracecraft serve" takes no --format.', null)
      return {
        command,
        sources: rest,
        port: values.port === undefined ? 0 : whole('port', values.port, 0, 65_535),
        open: values.open ?? false,
        ...shared,
      }
  }
}

/** Links are read here, so that a wrong one ends the command; the app reads them again. */
function toOpen(words: readonly string[]): { sources: readonly string[]; link: string | null } {
  if (words.length === 0)
    throw usage(
      '"tracecraft open" needs a link, or a SOURCE.',
      "For example: tracecraft open 'tracecraft://open?source=prod'",
    )
  const [link = null, extra] = words.filter(looksLikeAppLink)
  if (extra !== undefined) throw usage('"tracecraft open" takes one link.', null)
  const read = link === null ? null : parseAppLink(link)
  if (read && 'problem' in read)
    throw usage(`"${link}" is not a link that TraceCraft can follow. ${read.problem}`, 'Copy it from the app anew.')
  return { sources: words.filter((word) => word !== link), link }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true, strict: true })
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    const flag = /'--?([\w-]+)/.exec(text)?.[1]
    if ((error as NodeJS.ErrnoException).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' && flag) {
      const near = nearest(flag, Object.keys(options))
      throw usage(
        `${flag.length === 1 ? '-' : '--'}${flag} is not a flag of tracecraft.`,
        near ? `Did you mean --${near}?` : null,
      )
    }
    if (flag && flag in options) throw usage(`--${flag} needs a value.`, null)
    throw usage(text, null)
  }
}

function usage(message: string, hint: string | null) {
  return failure({
    code: 'SETTINGS',
    message,
    fix: fix(hint ?? 'See what is possible:', hint ? null : 'tracecraft --help'),
  })
}

function one(command: CommandName, rest: readonly string[], what: string): string {
  const [value, extra] = rest
  if (value === undefined)
    throw usage(
      `"tracecraft ${command}" needs a ${what}.`,
      `For example: tracecraft ${command} xray://us-east-1/my-agent`,
    )
  if (extra !== undefined) throw usage(`"tracecraft ${command}" takes one ${what}, but got "${extra}" too.`, null)
  return value
}

function choose<const T extends string>(value: string | undefined, choices: readonly [T, ...T[]]): T {
  if (value === undefined) return choices[0]
  const found = choices.find((one) => one === value)
  if (found) return found
  throw usage(`--format ${value} is not possible here.`, `Use one of ${choices.join(', ')}.`)
}

/** A timer holds no more than 24 days. */
const longestSeconds = 2_000_000

function seconds(flag: string, text: string): number {
  const value = Number(text)
  if (value > 0 && value <= longestSeconds) return value
  throw usage(`--${flag} ${text} is not a number of seconds above 0 and up to ${longestSeconds}.`, null)
}

function whole(flag: string, text: string, least: number, most: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw usage(`--${flag} ${text} is not a whole number from ${least} to ${most}.`, null)
}

function windowOf(lookback: string | undefined, from: string | undefined, to: string | undefined): WindowSpec | null {
  if (lookback !== undefined && (from !== undefined || to !== undefined))
    throw usage('--lookback cannot stand beside --from or --to.', 'Use --lookback 24h, or --from and --to.')
  if (lookback !== undefined) {
    const ms = parseLookback(lookback)
    if (ms === null) throw usage(`--lookback ${lookback} is not a time.`, 'Write it like 90m, 24h or 7d.')
    return { lookbackMs: ms }
  }
  if (from === undefined && to === undefined) return null
  if (from === undefined) throw usage('--to needs a --from.', null)
  const start = instant('from', from)
  const end = instant('to', to ?? new Date().toISOString())
  if (start >= end) throw usage('--from must be before --to.', null)
  return { from: start, to: end }
}

function instant(flag: string, text: string) {
  const value = parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text)
  if (value === null) throw usage(`--${flag} ${text} is not an ISO time.`, 'Write it like 2026-01-31T12:00:00Z.')
  return value
}
