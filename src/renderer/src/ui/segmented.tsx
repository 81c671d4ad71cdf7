import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { ReactNode } from 'react'
import styles from './segmented.module.css'

/** A choice of a few, all in sight. With `shrinks`, only the icons are shown in a narrow window or at a large zoom; the names stay for tooltips and readers. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  shrinks = false,
  onChange,
}: {
  label: string
  value: T
  options: readonly { readonly value: T; readonly label: string; readonly icon?: ReactNode }[]
  shrinks?: boolean
  onChange: (value: T) => void
}) {
  return (
    <RadioGroup
      aria-label={label}
      className={styles.group}
      data-shrinks={shrinks || undefined}
      value={value}
      onValueChange={onChange}
    >
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          className={styles.option}
          aria-label={option.label}
          title={shrinks ? option.label : undefined}
        >
          {option.icon}
          <span className={styles.text}>{option.label}</span>
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
