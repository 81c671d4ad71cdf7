import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { ReactNode } from 'react'
import styles from './segmented.module.css'

/** A choice of a few, all in sight. */
export function Segmented<T extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: T
  options: readonly { readonly value: T; readonly label: string; readonly icon?: ReactNode }[]
  onChange: (value: T) => void
}) {
  return (
    <RadioGroup aria-label={label} className={styles.group} value={value} onValueChange={onChange}>
      {options.map((option) => (
        <Radio.Root key={option.value} value={option.value} className={styles.option} aria-label={option.label}>
          {option.icon}
          {option.label}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
