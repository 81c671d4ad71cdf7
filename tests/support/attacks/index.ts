import { addressAttacks } from './addresses.ts'
import type { Attack } from './attack.ts'
import { htmlAttacks } from './html.ts'
import { injectionAttacks } from './injection.ts'
import { jsonAttacks } from './json.ts'
import { markdownAttacks } from './markdown.ts'
import { nameAttacks } from './names.ts'
import { terminalAttacks } from './terminal.ts'

/** The corpus by family: each is planted in every place where a trace takes text. */
export const attackFamilies: Readonly<Record<string, readonly Attack[]>> = {
  markdown: markdownAttacks,
  html: htmlAttacks,
  json: jsonAttacks,
  names: nameAttacks,
  terminal: terminalAttacks,
  injection: injectionAttacks,
  addresses: addressAttacks,
}

/** All of them. */
export const allAttacks: readonly Attack[] = Object.values(attackFamilies).flat()
