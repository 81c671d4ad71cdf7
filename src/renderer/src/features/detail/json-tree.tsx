/** A JSON value as a tree that folds. Long lists and long texts are shown in part until more is asked for. */

import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { JsonValue } from '../../../../shared/model/json-value.ts'
import styles from './json-tree.module.css'
import { LongText } from './long-text.tsx'

/** Entries shown of one object or list before asking. */
const firstEntries = 100

/** Draws any JSON value. `openLevels` of nesting are open to begin with. */
export function JsonTree({ value, openLevels = 2 }: { value: JsonValue; openLevels?: number }) {
  return (
    <div className={styles.tree} dir="ltr">
      <JsonNode label={null} value={value} openLevels={openLevels} />
    </div>
  )
}

interface JsonNodeProps {
  readonly label: string | null
  readonly value: JsonValue
  readonly openLevels: number
}

function JsonNode({ label, value, openLevels }: JsonNodeProps) {
  if (value === null || typeof value !== 'object')
    return (
      <div className={styles.line}>
        <Label label={label} />
        <Scalar value={value} />
      </div>
    )
  return <Branch label={label} value={value} openLevels={openLevels} />
}

function Branch({
  label,
  value,
  openLevels,
}: JsonNodeProps & { readonly value: JsonValue[] | Record<string, JsonValue> }) {
  const items = Array.isArray(value) ? value : null
  const list = items !== null
  const count = items ? items.length : Object.keys(value).length
  const [open, setOpen] = useState(openLevels > 0 && count <= 200)
  const [limit, setLimit] = useState(firstEntries)
  if (count === 0)
    return (
      <div className={styles.line}>
        <Label label={label} />
        <span className={styles.empty}>{list ? '[ ]' : '{ }'}</span>
      </div>
    )
  const entries: readonly (readonly [string, JsonValue])[] = !open
    ? []
    : items
      ? items.slice(0, limit).map((one, at) => [String(at), one])
      : Object.entries(value).slice(0, limit)
  return (
    <div>
      <button type="button" className={styles.branch} aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight size={12} className={styles.caret} aria-hidden />
        <Label label={label} />
        <span className={styles.summary}>{summary(list, count, open ? null : value)}</span>
      </button>
      {open ? (
        <div className={styles.children}>
          {entries.map(([key, one]) => (
            <JsonNode key={key} label={key} value={one} openLevels={openLevels - 1} />
          ))}
          {count > limit ? (
            <button type="button" className={styles.more} onClick={() => setLimit(limit + 1000)}>
              {(count - limit).toLocaleString('en-US')} more
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}

/** `3 items`, and for a closed object the first of its keys. */
function summary(list: boolean, count: number, closed: JsonValue[] | Record<string, JsonValue> | null): string {
  if (list) return `${count.toLocaleString('en-US')} ${count === 1 ? 'item' : 'items'}`
  if (closed === null) return ''
  const keys = Object.keys(closed).slice(0, 4)
  return `{ ${keys.join(', ')}${count > keys.length ? ', …' : ''} }`
}

function Label({ label }: { label: string | null }): ReactNode {
  return label === null ? null : <span className={styles.key}>{label}</span>
}

function Scalar({ value }: { value: string | number | boolean | null }) {
  if (typeof value === 'string')
    return value.length > 120 || value.includes('\n') ? (
      <LongText text={value} mono className={styles.longString} />
    ) : (
      <span className={styles.string} dir="auto">
        {value === '' ? '""' : value}
      </span>
    )
  return (
    <span className={styles.scalar} data-kind={value === null ? 'null' : typeof value}>
      {String(value)}
    </span>
  )
}
