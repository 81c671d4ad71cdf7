/** Why an answer may be less than the whole truth. Shown beside the data, never in place of it. */

export const noticeCodes = [
  /** More rows or spans exist than were read. */
  'truncated',
  /** The platform itself answered in part (PartialError, unprocessed ids, IsPartial). */
  'partial',
  /** The platform keeps only a sample. */
  'sampled',
  /** Only indexed (retained) spans could be read. */
  'indexed-only',
  /** Spans whose parent is not in the trace. */
  'orphaned',
  /** The run has not ended. */
  'running',
  /** A value was cut by the exporter or the platform. */
  'value-cut',
  /** A field could not be read and was left out. */
  'unreadable',
  /** Two spans carried one id. */
  'duplicate-span',
  /** The clock of one service differs from its caller's. */
  'clock-skew',
  /** X-Ray Transaction Search keeps the spans elsewhere; the list knows only the indexed share. */
  'transaction-search',
  /** A filter could not be asked of the platform and was applied here. */
  'filtered-here',
  /** Anything else worth saying. */
  'info',
] as const

/** One of the closed set of notice codes. */
export type NoticeCode = (typeof noticeCodes)[number]

/** One reason why the data may be incomplete, in words a user can act on. */
export interface Notice {
  readonly code: NoticeCode
  readonly message: string
  /** How many things it is about (spans, rows, values), or null where counting makes no sense. */
  readonly count: number | null
}

/** Makes a Notice. */
export function notice(code: NoticeCode, message: string, count: number | null = null): Notice {
  return { code, message, count }
}
