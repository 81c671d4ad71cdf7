import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronDown } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './select.module.css'

export interface SelectOption<T extends string> {
  readonly value: T
  readonly label: string
  readonly icon?: ReactNode
  /** Said after the label, in a quieter voice. */
  readonly hint?: string
}

/** A choice of one. `label` is its accessible name; the text shown is the chosen option's, or `shown`. */
export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
  shown,
  wide = false,
}: {
  label: string
  value: T
  options: readonly SelectOption<T>[]
  onChange: (value: T) => void
  shown?: ReactNode
  wide?: boolean
}) {
  const chosen = options.find((option) => option.value === value)
  return (
    <Base.Root<T>
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next)
      }}
    >
      <Base.Trigger className={wide ? `${styles.trigger} ${styles.wide}` : styles.trigger} aria-label={label}>
        {chosen?.icon}
        <span className={styles.value}>{shown ?? chosen?.label ?? ''}</span>
        <ChevronDown size={13} className={styles.chevron} aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className={styles.popup}>
            <Base.List>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={styles.item}>
                  <span className={styles.tick}>
                    <Base.ItemIndicator>
                      <Check size={13} aria-hidden />
                    </Base.ItemIndicator>
                  </span>
                  {option.icon}
                  <Base.ItemText className={styles.text}>{option.label}</Base.ItemText>
                  {option.hint ? <span className={styles.hint}>{option.hint}</span> : null}
                </Base.Item>
              ))}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
