/** A step's input or output: each recorded field with its value. */

import type { JsonValue } from '../../../../shared/model/json-value.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import styles from './payload-view.module.css'
import { Value, valueText } from './value.tsx'

interface PayloadViewProps {
  readonly values: Readonly<Record<string, JsonValue>>
  /** What to say when nothing was recorded. */
  readonly nothing: string
  readonly extra?: { readonly title: string; readonly value: JsonValue }
}

export function PayloadView({ values, nothing, extra }: PayloadViewProps) {
  const entries = Object.entries(values)
  return (
    <div className={styles.payload}>
      {entries.length === 0 ? <p className={styles.nothing}>{nothing}</p> : null}
      {entries.map(([key, value]) => (
        <Field key={key} title={key} value={value} />
      ))}
      {extra ? <Field title={extra.title} value={extra.value} /> : null}
    </div>
  )
}

function Field({ title, value }: { title: string; value: JsonValue }) {
  return (
    <section className={styles.field}>
      <header className={styles.head}>
        <h3 className={styles.title}>{title}</h3>
        <CopyButton text={() => valueText(value)} label={`Copy ${title}`} />
      </header>
      <div className={styles.value}>
        <Value value={value} lines={60} />
      </div>
    </section>
  )
}
