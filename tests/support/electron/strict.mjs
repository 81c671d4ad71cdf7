// What all parts of the stand-in share. It is strict: a call in the wrong order, on a system that has it not, or an option that would open the sandbox, ends the program, so that the test sees it.

export const state = {
  ready: false,
  quitting: false,
  schemes: [],
  handlers: new Map(),
  /** In the order in which they were made. */
  windows: [],
  /** The one that has the focus. */
  focused: null,
  applicationMenu: null,
  popup: null,
  opened: [],
}

export function strict(condition, message) {
  if (condition) return
  process.stderr.write(`stand-in: ${message}\n`)
  process.exit(70)
}

/** Tells the test something. */
export function tell(news) {
  if (process.connected) process.send?.(news)
}
