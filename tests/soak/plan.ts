/** What a soak is to do, handed from the script to its processes and threads. */
export interface SoakPlan {
  readonly minutes: number
  /** How many times as fast as the machine's the clocks of all processes go. */
  readonly speed: number
  readonly sourcesPerPlatform: number
  /** In the window of each source, on top of the usual traffic. */
  readonly runsPerSource: number
  /** Ordinary runs a minute on each platform, with long and huge ones on top; 0: only the small ones above. */
  readonly ratePerMinute: number
  /** Of requests that meet a fault, 0 to 1. */
  readonly faultRate: number
  /** What the caches may hold, so small that they are full after the warm-up: what grows then is a leak. */
  readonly cacheBytes: number
  /** Folder of the built app's main bundle. */
  readonly mainDir: string
}

/** What a simulated minute of a soak showed. */
export interface MinuteSample {
  readonly minute: number
  /** Of the service's thread, after a collection. Bytes. */
  readonly heapBytes: number
  /** Of the whole process. */
  readonly rssBytes: number
  /** Longest holds of the thread that owns the windows, and of the service's own. Milliseconds. */
  readonly host: Stalls
  readonly service: Stalls
  readonly requests: number
  readonly faults: number
  /** Requests that a platform turned away because its quota was spent. */
  readonly overQuota: number
  /** Kinds of what keeps the service's thread busy or waiting, with how many of each. */
  readonly handles: Readonly<Record<string, number>>
  readonly page: PageCounts
}

export interface Stalls {
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly turns: number
}

/** What the page of a soak got. */
export interface PageCounts {
  readonly lists: number
  readonly rows: number
  readonly opened: number
  readonly filled: number
  /** Failures by their codes, with how many of each. */
  readonly failures: Readonly<Record<string, number>>
  /** Lists that said they were whole and had no row, though the platform holds thousands: a failure shown as the truth. */
  readonly falseEmpties: number
  /** How long the source that is being asked for longest has been asked already: a listing of all rows and all that follows. Milliseconds. */
  readonly longestMs: number
  /** Failures without one of the closed set of codes, or INTERNAL. */
  readonly strange: readonly string[]
}

/** What the demo counted since it was last asked. */
export interface DemoCounts {
  readonly requests: number
  readonly faults: number
  readonly overQuota: number
}
