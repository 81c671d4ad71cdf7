import { type ComponentProps, type ReactNode, useId } from 'react'
import styles from './field.module.css'

/** A labelled text field: what it is for below it; in its place, what is wrong with it, or what may be. */
export function TextField({
  label,
  hint,
  problem,
  remark,
  mono = false,
  onText,
  ...rest
}: Omit<ComponentProps<'input'>, 'id'> & {
  label: string
  hint?: ReactNode
  problem?: string | null
  /** Something that may be a mistake and stops nothing. */
  remark?: string | null
  mono?: boolean
  onText: (text: string) => void
}) {
  const id = useId()
  const said = problem ?? remark ?? hint
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <input
        type="text"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        {...rest}
        id={id}
        className={mono ? `${styles.input} ${styles.mono}` : styles.input}
        aria-invalid={problem ? true : undefined}
        aria-describedby={said ? `${id}-said` : undefined}
        onChange={(event) => onText(event.target.value)}
      />
      {said ? (
        <p id={`${id}-said`} className={problem ? styles.problem : remark ? styles.remark : styles.hint}>
          {problem ? sentence(problem) : said}
        </p>
      ) : null}
    </div>
  )
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}${/[.!?)]$/.test(text) ? '' : '.'}`
}
