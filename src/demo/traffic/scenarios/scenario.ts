import type { Script } from '../script.ts'

/** One kind of run. Playing it on a script tells the whole run; chance comes from the script alone. */
export interface Scenario {
  play(script: Script): void
}
