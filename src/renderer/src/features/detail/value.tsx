/** Any recorded value: a structure as a tree, a text as text. A text that holds JSON is shown as the structure it is. */

import { useMemo } from 'react'
import type { JsonValue } from '../../../../shared/model/json-value.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { JsonTree, Scalar } from './json-tree.tsx'
import { LongText } from './long-text.tsx'
import { useWholeValue } from './step-texts.tsx'

/** Texts beyond this are not parsed for display. */
const longestParsed = 2_000_000

/** Reads a text that is a JSON object or list; null for every other text. */
export function parsedStructure(text: string): JsonValue[] | { [key: string]: JsonValue } | null {
  const first = text.trimStart()[0]
  if ((first !== '{' && first !== '[') || text.length > longestParsed) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as JsonValue[]) : null
  } catch {
    return null
  }
}

/** The value as text for copying: a text as it is, anything else as indented JSON. */
export function valueText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

interface ValueProps {
  readonly value: JsonValue
  /** Where it stands in the step's detail. */
  readonly path?: string | undefined
  /** About how many lines a structure may open by itself. */
  readonly lines?: number | undefined
}

export function Value({ value, path, lines }: ValueProps) {
  const structure = useMemo(() => (typeof value === 'string' ? parsedStructure(value) : null), [value])
  if (structure !== null) return <JsonTree value={structure} lines={lines} memory={path} />
  if (typeof value === 'string') return <LongText text={value} path={path} />
  if (value === null || typeof value !== 'object') return <Scalar value={value} />
  return <JsonTree value={value} path={path} lines={lines} />
}

/** Copies a value, its long texts whole. */
export function CopyValue({ value, path, label }: { value: JsonValue; path?: string | undefined; label: string }) {
  const whole = useWholeValue()
  return <CopyButton text={async () => valueText(await whole(path, value))} label={label} />
}
