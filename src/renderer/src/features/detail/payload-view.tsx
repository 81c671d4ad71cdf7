/** A step's input or output: each recorded field with its value. */

import type { JsonValue } from '../../../../shared/model/json-value.ts'
import styles from './payload-view.module.css'
import { pathPart } from './step-texts.tsx'
import { CopyValue, Value } from './value.tsx'

interface PayloadViewProps {
  readonly values: Readonly<Record<string, JsonValue>>
  /** Where they stand in the step's detail. */
  readonly path: string
  /** What to say when nothing was recorded. */
  readonly nothing: string
  readonly extra?: { readonly title: string; readonly value: JsonValue; readonly path: string } | undefined
}

export function PayloadView({ values, path, nothing, extra }: PayloadViewProps) {
  const entries = Object.entries(values)
  return (
    <div className={styles.payload}>
      {entries.length === 0 ? <p className={styles.nothing}>{nothing}</p> : null}
      {entries.map(([key, value]) => (
        <Field key={key} title={key} value={value} path={`${path}/${pathPart(key)}`} />
      ))}
      {extra ? <Field title={extra.title} value={extra.value} path={extra.path} /> : null}
    </div>
  )
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
