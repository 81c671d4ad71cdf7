import type { SourceSettings } from '../../../../shared/source.ts'

/** The same settings under a name that no other source has: "x copy", "x copy 2". */
export function copyOf(settings: SourceSettings, taken: readonly string[]): SourceSettings {
  const base = `${settings.name.replace(/ copy( \d+)?$/, '')} copy`
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base} ${n}`
    if (!taken.includes(name)) return { ...settings, name }
  }
}
