/**
 * What someone who is asked for help needs to know of this app, as a text that may be sent around. It holds no secret and nothing of a trace, and names no source, account, project, region, host or
 * service: sources are `source-1`, `source-2` in the order of the sidebar. Built from counts, codes and settings of this program alone, so that there is nothing to be taken out afterwards.
 */

import { release } from 'node:os'
import type { AppInfo, SourcesAnswer, SourceState } from '../../shared/contract.ts'
import { platformTitle } from '../../shared/platform.ts'
import type { EnvironmentOrigins } from '../credentials/login-shell.ts'
import type { LogRecord } from '../log/log.ts'
import { homeAsTilde } from '../log/log-text.ts'
import { scrub } from '../scrub.ts'
import type { Environment } from '../stores/store-deps.ts'

/** What the text is made of. */
export interface DiagnosticsGiven {
  readonly info: AppInfo
  readonly answer: SourcesAnswer
  /** What all sources keep in memory, as it is estimated. */
  readonly memory: { readonly bytes: number; readonly limitBytes: number; readonly count: number }
  readonly env: Environment
  readonly origins: EnvironmentOrigins | undefined
  /** Does the service run in a thread of its own? */
  readonly inThread: boolean
  readonly log: readonly LogRecord[]
  readonly now: number
}

/** Variables that decide how a platform is signed in to or reached. Only that they are set is told, and by whom. */
const tellingVariables = [
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_ACCESS_KEY_ID',
  'AWS_SESSION_TOKEN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'GOOGLE_APPLICATION_CREDENTIALS',
  'GOOGLE_CLOUD_PROJECT',
  'CLOUDSDK_CONFIG',
  'AZURE_CLIENT_ID',
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_SECRET',
  'AZURE_CONFIG_DIR',
  'DD_API_KEY',
  'DD_APP_KEY',
  'DD_SITE',
  'HTTPS_PROXY',
  'https_proxy',
  'NO_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'TRACECRAFT_ENV',
] as const

/** The text, with lines of at most some hundred characters. */
export function diagnosticsText(given: DiagnosticsGiven): string {
  const { info, answer, log } = given
  return [
    'TraceCraft diagnostics',
    'No secrets and nothing of any trace. Names of sources, accounts, projects, regions and hosts are left out:',
    'source-1 is the first source of the sidebar. Texts that could name one are shown as (…).',
    ...part('App', appLines(given)),
    ...part('Settings', [
      `config file: ${homeAsTilde(answer.configPath)}`,
      ...answer.problems.map(
        ({ line }, at) => `problem ${at + 1}: ${line === null ? 'the whole file' : `line ${line}`}`,
      ),
      `environment: ${variables(given)}`,
      `demo: ${info.demo ? 'running' : 'off'}`,
    ]),
    ...part(
      `Sources (${answer.sources.length})`,
      answer.sources.map((source, at) => sourceLine(source, at, given.now)),
    ),
    ...part('Kept in memory', [
      `${megabytes(given.memory.bytes)} of ${megabytes(given.memory.limitBytes)} in ${given.memory.count} answers`,
    ]),
    ...part(`Log, newest last (${log.length})`, logLines(log)),
    '',
  ].join('\n')
}

function part(title: string, lines: readonly string[]): string[] {
  return ['', title, ...(lines.length > 0 ? lines : ['none']).map((line) => `  ${line}`)]
}

function appLines({ info, inThread, now, origins }: DiagnosticsGiven): string[] {
  const { electron, chromium, node } = info.versions
  const { locale, timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const memory = process.memoryUsage()
  return [
    `version ${info.version}, ${info.carrier === 'desktop' ? 'desktop app' : 'browser mode'}`,
    [electron && `Electron ${electron}`, chromium && `Chromium ${chromium}`, `Node ${node}`].filter(Boolean).join(', '),
    `${process.platform} ${release()} ${process.arch}`,
    `locale ${locale}, time zone ${timeZone}, ${new Date(now).toISOString()}`,
    `up ${duration(process.uptime() * 1000)}; memory ${megabytes(memory.rss)}, of which the service's objects ${megabytes(memory.heapUsed)}`,
    `service: ${inThread ? 'in its own thread' : 'in the main process'}`,
    `login shell: ${origins?.shell ? (origins.problem ? 'asked, without success' : 'asked') : 'not asked'}`,
  ]
}

function variables({ env, origins }: DiagnosticsGiven): string {
  const set = tellingVariables.filter((name) => env[name])
  const from = (name: string) => (origins?.origins.get(name) === 'login-shell' ? ' (login shell)' : '')
  return set.map((name) => `${name} set${from(name)}`).join(', ') || 'none of the known variables is set'
}

function sourceLine(source: SourceState, at: number, now: number): string {
  const { settings, error, budget } = source
  const told = [
    `source-${at + 1}: ${platformTitle[settings.type]}`,
    source.paused ? 'paused' : source.condition,
    error && [error.code, error.status && `HTTP ${error.status}`].filter(Boolean).join(' '),
    source.awaitsSignIn && 'waits for a sign-in',
    `from ${source.origin}`,
    settings.endpoint !== null && 'own endpoint',
    settings.service !== null && 'one service only',
    `look-back ${settings.lookbackHours} h`,
    `cache ${settings.cacheTtlSeconds} s`,
    source.fetchedAt === null ? 'never answered' : `answered ${duration(now - source.fetchedAt)} ago`,
    source.runCount !== null && `${source.runCount} rows`,
    `${source.requestCount} requests`,
    budget && `budget ${budget.used} of ${budget.units} in ${duration(budget.windowMs)}`,
  ]
  return told.filter(Boolean).join(', ')
}

/** Records as lines of the text, oldest first. */
export function logLines(records: readonly LogRecord[]): string[] {
  return records.map(logText)
}

/** Reasons are sentences that may hold a path or a host: they stay in the log itself. */
function logText({ at, level, event, fields }: LogRecord): string {
  const told = Object.entries(fields).map(([name, value]) => {
    if (name === 'where' && typeof value === 'string') return `where=${shortPlaces(value)}`
    const plain = typeof value !== 'string' || (name !== 'reason' && /^[\w.:+-]{0,80}$/.test(value))
    return `${name}=${plain ? value : '(…)'}`
  })
  return scrub([at.slice(11, 23), level, event, ...told].join(' '))
}

/** The innermost places in the code, without the folders in which the app lies. */
function shortPlaces(where: string): string {
  const places = where.split(' < ').slice(0, 4)
  return places.map((place) => place.replace(/(^|\s)\S*[\\/]([^\\/\s]+[\\/][^\\/\s]+)$/, '$1$2')).join(' < ')
}

function megabytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
