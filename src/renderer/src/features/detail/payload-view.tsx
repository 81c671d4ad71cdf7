/** A step's input or output: each recorded field with its value. */

import { useState } from 'react'
import type { JsonValue } from '../../../../shared/model/json-value.ts'
import styles from './payload-view.module.css'
import { pathPart } from './step-texts.tsx'
import { CopyValue, Value } from './value.tsx'

/** Fields that are drawn at first, and so many more at a time: an object of thousands would hold the page. */
const firstFields = 100
const moreFields = 400

interface PayloadViewProps {
  readonly values: Readonly<Record<string, JsonValue>>
  /** Where they stand in the step's detail. */
  readonly path: string
  /** What to say when nothing was recorded. */
  readonly nothing: string
  readonly extra?: { readonly title: string; readonly value: JsonValue; readonly path: string } | undefined
}

export function PayloadView({ values, path, nothing, extra }: PayloadViewProps) {
  const [limit, setLimit] = useState(firstFields)
  const all = Object.entries(values)
  const entries = all.slice(0, limit)
  return (
    <div className={styles.payload}>
      {entries.length === 0 ? <p className={styles.nothing}>{nothing}</p> : null}
      {grouped(entries).map((group) =>
        isShort(group[0]![1]) ? (
          <dl key={group[0]![0]} className={styles.shorts}>
            {group.map(([key, value]) => (
              <div key={key} className={styles.short}>
                <dt>{key}</dt>
                <dd>
                  <Value value={value} />
                </dd>
                <dd>
                  <CopyValue value={value} label={`Copy ${key}`} />
                </dd>
              </div>
            ))}
          </dl>
        ) : (
          group.map(([key, value]) => <Field key={key} title={key} value={value} path={`${path}/${pathPart(key)}`} />)
        ),
      )}
      {all.length > limit ? (
        <button type="button" className={styles.more} onClick={() => setLimit(limit + moreFields)}>
          {(all.length - limit).toLocaleString('en-US')} more
        </button>
      ) : null}
      {extra ? <Field title={extra.title} value={extra.value} path={extra.path} /> : null}
    </div>
  )
}

type Entry = readonly [key: string, value: JsonValue]

/** Short values that follow each other share a box. */
function grouped(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const groups: Entry[][] = []
  for (const entry of entries) {
    const last = groups.at(-1)
    if (last !== undefined && isShort(last[0]![1]) && isShort(entry[1])) last.push(entry)
    else groups.push([entry])
  }
  return groups
}

const shortLength = 80

function isShort(value: JsonValue): boolean {
  if (typeof value === 'string') return value.length <= shortLength && !value.includes('\n') && !/^\s*[[{]/.test(value)
  return typeof value !== 'object' || value === null
}

function Field({ title, value, path }: { title: string; value: JsonValue; path: string }) {
  return (
    <section className={styles.field}>
      <header className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
        <CopyValue value={value} path={path} label={`Copy ${title}`} />
      </header>
      <div className={styles.value}>
        <Value value={value} path={path} lines={60} />
      </div>
    </section>
  )
}
