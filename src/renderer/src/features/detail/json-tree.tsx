/** A JSON value as a tree that folds. Long lists and long texts are shown in part until more is asked for. */

import { ChevronRight } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import type { JsonValue } from '../../../../shared/model/json-value.ts'
import styles from './json-tree.module.css'
import { LongText } from './long-text.tsx'
import { pathPart, useOpenNode } from './step-texts.tsx'

/** Entries shown of one object or list before asking. */
const firstEntries = 100

interface JsonTreeProps {
  readonly value: JsonValue
  readonly lines?: number | undefined
  /** Where the value stands in the step's detail, so that the rest of its long texts can be fetched. */
  readonly path?: string | undefined
  /** The same for remembering what is open, where it is not a value of the detail itself but was read from a text of it. */
  readonly memory?: string | undefined
}

/** Draws any JSON value. An object or list stands open, and so many levels below it as fit into about `lines` lines. */
export function JsonTree({ value, lines = 12, path, memory = path }: JsonTreeProps) {
  const openLevels = levelsWithin(value, lines)
  const branch = value !== null && typeof value === 'object' && Object.keys(value).length > 0
  return (
    <div className={styles.tree} dir="ltr">
      {branch ? (
        <Entries value={value} openLevels={openLevels} path={path} memory={memory} />
      ) : (
        <JsonNode label={null} value={value} openLevels={0} path={path} memory={memory} />
      )}
    </div>
  )
}

/** How many levels below the top can stand open in so many lines; at least one. Looks at no more than that many values. */
export function levelsWithin(value: JsonValue, lines: number): number {
  let level: JsonValue[] = [value]
  let used = 0
  for (let depth = 0; ; depth++) {
    const below: JsonValue[] = []
    for (const one of level) {
      if (one === null || typeof one !== 'object') continue
      for (const inner of Object.values(one)) {
        below.push(inner)
        if (++used > lines) return Math.max(1, depth - 1)
      }
    }
    if (below.length === 0) return Math.max(1, depth - 1)
    level = below
  }
}

interface JsonNodeProps {
  readonly label: string | null
  readonly value: JsonValue
  readonly openLevels: number
  readonly path: string | undefined
  readonly memory: string | undefined
}

function JsonNode({ label, value, openLevels, path, memory }: JsonNodeProps) {
  if (value === null || typeof value !== 'object')
    return (
      <div className={styles.line}>
        <Label label={label} />
        <Scalar value={value} path={path} />
      </div>
    )
  return <Branch label={label} value={value} openLevels={openLevels} path={path} memory={memory} />
}

type Structure = JsonValue[] | { readonly [key: string]: JsonValue }

function Branch({ label, value, openLevels, path, memory }: JsonNodeProps & { readonly value: Structure }) {
  const list = Array.isArray(value)
  const count = Object.keys(value).length
  const [open, setOpen] = useOpenNode(memory, openLevels > 0 && count <= 200)
  if (count === 0)
    return (
      <div className={styles.line}>
        <Label label={label} />
        <span className={styles.empty}>{list ? '[ ]' : '{ }'}</span>
      </div>
    )
  return (
    <div>
      <button type="button" className={styles.branch} aria-expanded={open} onClick={() => setOpen(!open)}>
        <ChevronRight size={12} className={styles.caret} aria-hidden />
        <Label label={label} />
        <span className={styles.summary}>{summary(value, count, open)}</span>
      </button>
      {open ? (
        <div className={styles.children}>
          <Entries value={value} openLevels={openLevels - 1} path={path} memory={memory} />
        </div>
      ) : null}
    </div>
  )
}

/** The entries of an object or list: the first hundred, then a thousand more at a time. */
function Entries({ value, openLevels, path, memory }: Omit<JsonNodeProps, 'label'> & { readonly value: Structure }) {
  const [limit, setLimit] = useState(firstEntries)
  const keys = Object.keys(value)
  const entries = Object.entries<JsonValue>(value).slice(0, limit)
  return (
    <>
      {entries.map(([key, one]) => (
        <JsonNode
          key={key}
          label={key}
          value={one}
          openLevels={openLevels}
          path={below(path, key)}
          memory={below(memory, key)}
        />
      ))}
      {keys.length > limit ? (
        <button type="button" className={styles.more} onClick={() => setLimit(limit + 1000)}>
          {(keys.length - limit).toLocaleString('en-US')} more
        </button>
      ) : null}
    </>
  )
}

function below(path: string | undefined, key: string): string | undefined {
  return path === undefined ? undefined : `${path}/${pathPart(key)}`
}

/** `3 items`, and for a closed object the first of its keys. */
function summary(value: Structure, count: number, open: boolean): string {
  if (Array.isArray(value)) return `${count.toLocaleString('en-US')} ${count === 1 ? 'item' : 'items'}`
  if (open) return ''
  const keys = Object.keys(value).slice(0, 4)
  return `{ ${keys.join(', ')}${count > keys.length ? ', …' : ''} }`
}

function Label({ label }: { label: string | null }): ReactNode {
  return label === null ? null : <span className={styles.key}>{label}</span>
}

/** A value that has no parts. */
export function Scalar({ value, path }: { value: string | number | boolean | null; path?: string | undefined }) {
  if (typeof value === 'string')
    return value.length > 120 || value.includes('\n') ? (
      <LongText text={value} path={path} mono className={styles.longString} />
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
