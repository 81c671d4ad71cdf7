/**
 * Every question the page may ask, with its schema. The page talks through this and nothing else: over a MessagePort in Electron, over a WebSocket on
 * loopback in browser mode, in process in tests. The page imports it as types only, so that zod stays out of the page.
 *
 * Every answer about a source carries `fetchedAt`, `expiresAt`, `ttlMs`, `complete` and `notices`. Every failure is one of the closed set of codes
 * with an ErrorInfo as data; anything else reaches the page as INTERNAL without its text.
 */

import { eventIterator, oc } from '@orpc/contract'
import { z } from 'zod'
import type { Discovery } from './discovery.ts'
import { type ErrorInfo, errorCodes } from './errors.ts'
import { exportFormats } from './export-format.ts'
import type { RunHeader, RunSummary } from './model/agent-run.ts'
import type { OutlineEvents } from './model/outline-events.ts'
import type { OutlineWire } from './model/outline.ts'
import type { StepDetail } from './model/step-detail.ts'
import { type Notice, noticeCodes } from './notice.ts'
import { platforms } from './platform.ts'
import { type PageCommand, shellNoteSchema } from './shell.ts'
import type { SourceSettings } from './source.ts'
import type { Microseconds } from './units.ts'

const micros = z.custom<Microseconds>((value) => typeof value === 'number', 'must be a number of microseconds')

/** What the service itself makes is passed through: it is checked by the compiler, and validating 50,000 rows again would cost 80 ms. */
function made<T>() {
  return z.custom<T>((value) => value !== undefined)
}

export const errorInfoSchema: z.ZodType<ErrorInfo> = z.object({
  code: z.enum(errorCodes),
  platform: z.enum(platforms).nullable(),
  message: z.string(),
  cause: z.string().nullable(),
  fix: z.object({ text: z.string(), command: z.string().nullable(), url: z.string().nullable() }).nullable(),
  retryAfterMs: z.number().nullable(),
  status: z.number().nullable(),
  requestId: z.string().nullable(),
  raw: z.string().nullable(),
})

const noticeSchema: z.ZodType<Notice> = z.object({
  code: z.enum(noticeCodes),
  message: z.string(),
  count: z.number().nullable(),
})

const common = {
  name: z.string().min(1).max(200),
  color: z.string().max(20).nullable(),
  service: z.string().max(500).nullable(),
  lookbackHours: z
    .number()
    .positive()
    .max(24 * 400),
  cacheTtlSeconds: z.number().min(0).max(86_400),
  endpoint: z.string().max(2000).nullable(),
}

const sourceSettingsSchema: z.ZodType<SourceSettings> = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('xray'),
    region: z.string().max(100),
    profile: z.string().max(200).nullable(),
    ...common,
  }),
  z.object({ type: z.literal('cloudtrace'), project: z.string().max(200), ...common }),
  z.object({
    type: z.literal('azuremonitor'),
    workspaceId: z.string().max(2000),
    resourceId: z.string().max(2000).nullable(),
    ...common,
  }),
  z.object({
    type: z.literal('datadog'),
    site: z.string().max(200),
    apiKeyEnv: z.string().max(200),
    appKeyEnv: z.string().max(200),
    ...common,
  }),
])

/** How a source stands right now. */
export type SourceCondition = 'idle' | 'loading' | 'ok' | 'failed' | 'throttled'

/** One source as the sidebar shows it. A paused source is asked nothing until it is resumed; what was read of it stays. */
export interface SourceState {
  readonly id: string
  readonly settings: SourceSettings
  readonly url: string
  readonly origin: 'config' | 'argument' | 'demo'
  readonly condition: SourceCondition
  /** The newest failure, until a request succeeds again. */
  readonly error: ErrorInfo | null
  /** Epoch milliseconds of the newest answer; null before the first. */
  readonly fetchedAt: number | null
  /** Rows of the newest list; null before the first. */
  readonly runCount: number | null
  /** Requests made and allowed in the platform's own window; null before the first. */
  readonly budget: {
    readonly used: number
    readonly units: number
    readonly windowMs: number
    readonly freeAt: number | null
  } | null
  /** Requests made since the app started. */
  readonly requestCount: number
  readonly paused: boolean
  /** Its sign-in is missing or expired, and the places where a new one would arrive are watched: the source will recover by itself. */
  readonly awaitsSignIn: boolean
  /**
   * Grows when everything of this source has to be asked anew without the page's doing (a sign-in arrived, it was resumed or edited elsewhere): the page asks again
   * what is on screen.
   */
  readonly revision: number
}

/** Something wrong in a config file, named by line. */
export interface ConfigProblem {
  readonly file: string
  readonly line: number | null
  readonly message: string
  readonly fix: string | null
}

/** The sources and what is wrong with their configuration. */
export interface SourcesAnswer {
  readonly sources: readonly SourceState[]
  readonly problems: readonly ConfigProblem[]
  /** The file that added sources are written to. */
  readonly configPath: string
}

/** What every answer about a source says of itself. Instants are epoch milliseconds. */
export interface Freshness {
  readonly fetchedAt: number
  readonly expiresAt: number
  /** The source's cache TTL: the page's staleTime. */
  readonly ttlMs: number
  readonly complete: boolean
  readonly notices: readonly Notice[]
}

/** The part of time a list covers: back from now, or between two instants. */
export type WindowSpec = { readonly lookbackMs: number } | { readonly from: Microseconds; readonly to: Microseconds }

/** What a listing sends: rows as they come, then one `end`. */
export type RunListEvent =
  | { readonly kind: 'page'; readonly runs: readonly RunSummary[] }
  | ({
      readonly kind: 'end'
      /** More rows exist in the window; ask again with a larger limit. */
      readonly hasMore: boolean
      readonly window: { readonly from: Microseconds; readonly to: Microseconds }
      readonly filter: FilterReach
    } & Freshness)

/** How far the list's filter went: what the platform itself narrowed, and what only the page can. */
export interface FilterReach {
  /** Parts of the filter, printed, that the platform narrowed its answer by. Some rows that fail them may have been sent all the same: the page matches the whole filter. */
  readonly byPlatform: readonly string[]
  /** Parts that are only matched against the rows that came. */
  readonly byPage: readonly string[]
}

/** An opened run. */
export interface OpenedRun extends Freshness {
  readonly run: RunHeader
  readonly outline: OutlineWire
  readonly events: OutlineEvents
}

/** What a search over a whole run sends: hits as they are found, in the order of the Outline, then one `end`. */
export type RunSearchEvent =
  | {
      readonly kind: 'hits'
      /** Indices into the Outline of the trace fetched at `fetchedAt`, ascending within and across events; each step once. */
      readonly steps: readonly number[]
      /** For each of them, as an index into searchPlaces: the first place that holds the text. */
      readonly places: readonly number[]
    }
  | { readonly kind: 'end'; readonly searched: number; readonly fetchedAt: number }

/** Looking for a trace id in several sources. */
export interface FoundRun {
  readonly sourceId: string
  readonly state: 'looking' | 'found' | 'absent' | 'failed'
  /** The platform's own form of the id; null where the text cannot be an id of that platform. */
  readonly traceId: string | null
  readonly run: RunSummary | null
  readonly error: ErrorInfo | null
}

/** One row of a list, read in full because it is on screen. */
export interface FilledRun {
  readonly traceId: string
  /** Null when the platform does not have the trace any more. */
  readonly run: RunSummary | null
}

/** One stage of a connection test. */
export interface ProbeEvent {
  readonly id: 'settings' | 'credentials' | 'identity' | 'reach' | 'permission' | 'sample'
  readonly title: string
  readonly state: 'running' | 'passed' | 'warned' | 'failed' | 'skipped'
  /** What was found: "profile dev (SSO), expires in 3 h", "newest trace 4 min ago". Null while running. */
  readonly detail: string | null
  readonly durationMs: number | null
  readonly error: ErrorInfo | null
}

/** What the program is and where it runs. */
export interface AppInfo {
  readonly version: string
  readonly carrier: 'desktop' | 'browser'
  readonly os: string
  readonly demo: boolean
  /** Of what it runs on; null for what it does not run on. */
  readonly versions: { readonly electron: string | null; readonly chromium: string | null; readonly node: string }
}

const windowSchema: z.ZodType<WindowSpec> = z.union([
  z.object({ lookbackMs: z.number().positive() }),
  z.object({ from: micros, to: micros }),
])
const traceRef = z.object({ sourceId: z.string(), traceId: z.string().min(1).max(500) })

const base = oc.errors(
  Object.fromEntries(errorCodes.map((code) => [code, { data: errorInfoSchema }])) as {
    [code in (typeof errorCodes)[number]]: { data: typeof errorInfoSchema }
  },
)

export const contract = {
  app: {
    info: base.output(made<AppInfo>()),
    /** What the shell around the page asks of it; silent in browser mode. */
    commands: base.output(eventIterator(made<PageCommand>())),
    /** Tells the shell something; goes nowhere in browser mode. */
    tell: base.input(shellNoteSchema).output(z.object({ heard: z.boolean() })),
    /** What someone who is asked for help needs to know, as a text to be sent around: no secret, nothing of a trace, no name of a source, account or host. */
    diagnostics: base.output(z.object({ text: z.string() })),
  },
  sources: {
    list: base.output(made<SourcesAnswer>()),
    /** The same, again at every change. */
    watch: base.output(eventIterator(made<SourcesAnswer>())),
    /** Adds a source and, when `save`, writes it to the config file. */
    add: base.input(z.object({ settings: sourceSettingsSchema, save: z.boolean() })).output(made<SourceState>()),
    update: base
      .input(z.object({ id: z.string(), settings: sourceSettingsSchema, save: z.boolean() }))
      .output(made<SourceState>()),
    remove: base.input(z.object({ id: z.string() })).output(z.object({ removed: z.boolean() })),
    /** Puts the sources in this order, in the config file too. Ids that are not named keep their place at the end. */
    reorder: base.input(z.object({ ids: z.array(z.string()).max(1000) })).output(made<SourcesAnswer>()),
    /** Pauses or resumes a source, in the config file too when it came from there. */
    setPaused: base.input(z.object({ id: z.string(), paused: z.boolean() })).output(made<SourceState>()),
    /**
     * Signs in to a platform in the system's browser, where that can be had (Azure Monitor), and lets all of its sources be asked anew. `who` is the user as the platform names them.
     * Waits for the user; the sign-in ends with the app.
     */
    signIn: base.input(z.object({ platform: z.enum(platforms) })).output(z.object({ who: z.string().nullable() })),
    /** What is on this machine to sign in with, platform by platform as it is known. Never a secret. */
    discover: base.output(eventIterator(made<Discovery>())),
    /** Tests a configured source, or settings that are not saved yet. */
    probe: base
      .input(z.union([z.object({ id: z.string() }), z.object({ settings: sourceSettingsSchema })]))
      .output(eventIterator(made<ProbeEvent>())),
    /** Forgets the cached answers of these sources (null: of all), so that the next question goes to the platform. */
    refresh: base.input(z.object({ ids: z.array(z.string()).nullable() })).output(z.object({ refreshed: z.number() })),
  },
  demo: {
    /** Starts the four demo platforms and adds their sources; a second call answers with the same ones. */
    start: base.output(made<SourcesAnswer>()),
    stop: base.output(made<SourcesAnswer>()),
  },
  runs: {
    list: base
      .input(
        z.object({
          sourceId: z.string(),
          /** Null: the source's own look-back. */
          window: windowSchema.nullable(),
          limit: z.number().int().positive().max(50_000),
          errorsOnly: z.boolean(),
          /** A filter in the list's language; what the platform can narrow by itself is asked of it, the rest is the page's. Null: none. */
          filter: z.string().max(4000).nullable(),
        }),
      )
      .output(eventIterator(made<RunListEvent>())),
    /**
     * Opens listed runs to fill what their listing cannot know (steps, tokens, models, errors). For rows on screen: it draws from the source's request budget and ends
     * early, without an error, when half of it is spent or the platform declines.
     */
    fillIn: base
      .input(
        z.object({
          sourceId: z.string(),
          runs: z.array(z.object({ traceId: z.string().min(1).max(500), startedAt: micros.nullable() })).max(50),
        }),
      )
      .output(eventIterator(made<FilledRun>())),
    /** `traceId` in any form a user may paste. */
    open: base.input(traceRef.extend({ startedAt: micros.nullable() })).output(made<OpenedRun>()),
    step: base.input(traceRef.extend({ spanId: z.string() })).output(made<StepDetail>()),
    /**
     * The rest of a text that a step's detail gave in part. `path` is one of StepDetail.shortened; `offset` and the lengths are in UTF-16 units, and no surrogate
     * pair is cut.
     */
    stepText: base
      .input(traceRef.extend({ spanId: z.string(), path: z.string().max(2000), offset: z.number().int().min(0) }))
      .output(z.object({ text: z.string(), length: z.number(), next: z.number().nullable() })),
    /** Searches names, models, inputs, outputs, attributes, events and errors of all steps, without regard to case. */
    search: base
      .input(traceRef.extend({ text: z.string().min(1).max(1000) }))
      .output(eventIterator(made<RunSearchEvent>())),
    /** Looks for a trace id, in any form a user may paste, in the sources whose ids can have that form; null: in all sources. */
    find: base
      .input(z.object({ id: z.string().min(1).max(2000), sourceIds: z.array(z.string()).nullable() }))
      .output(eventIterator(made<FoundRun>())),
    /** The run (or one step with all below it) as canonical AgentRun JSON, as OTLP JSON, or as Markdown, for copy and export. */
    export: base
      .input(traceRef.extend({ format: z.enum(exportFormats), spanId: z.string().nullable() }))
      .output(z.object({ text: z.string() })),
  },
}

export { noticeSchema, sourceSettingsSchema }
