/** docs/keyboard.md lists every key that the page registers, in the words of its own help, and no other. */

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type KeyBinding, keyGroupNames, keyGroups } from '../../src/renderer/src/app/key-map.ts'

const text = readFileSync(resolve(import.meta.dirname, '../../docs/keyboard.md'), 'utf8')

const names: Readonly<Record<string, string>> = {
  mod: 'Mod',
  ctrl: 'Ctrl',
  shift: 'Shift',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
}

/** A key as the document writes it: `Mod+R`, `Shift+G`, `g` `g`, `j`. */
function written(keys: string): string {
  if (keys.includes(' ')) return keys.split(' ').map(written).join(' ')
  if (/^[A-Z]$/.test(keys)) return `\`Shift+${keys}\``
  const parts = keys.split(/(?<=.)\+(?=.)/)
  const printed = parts.map(
    (part) => names[part] ?? (parts.length > 1 && part.length === 1 ? part.toUpperCase() : part),
  )
  return `\`${printed.join('+')}\``
}

function row({ keys, label }: KeyBinding): string {
  return `${keys.map(written).join(', ')} — ${label}`
}

/** The rows of the table under a heading. */
function rowsUnder(heading: string): string[] {
  const part = text.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? ''
  return part
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [keys, label] = line.split('|').slice(1)
      return `${keys!.trim()} — ${label!.trim()}`
    })
}

// The keys of an opened run, and those of the list's features, come with their parts of the page.
beforeAll(async () => {
  await import('../../src/renderer/src/features/runs/list-keys.ts')
  await import('../../src/renderer/src/features/timeline/run-view.tsx')
})

describe('docs/keyboard.md', () => {
  it('has a table for every group', () => {
    expect(keyGroups().map(({ group }) => group)).toEqual([...keyGroupNames])
  })

  it.each([...keyGroupNames])('lists the keys of "%s" and no other', (name) => {
    const bindings = keyGroups().find(({ group }) => group === name)!.bindings
    expect(rowsUnder(name).toSorted()).toEqual(bindings.map(row).toSorted())
  })
})
