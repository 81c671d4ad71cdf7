import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { sourceColors } from '../../../shared/source.ts'
import styles from './source-color.module.css'

/** A word of the config file as one of these colours, or undefined: an unknown word is kept in the file and not shown. */
export function knownColor(color: string | null): string | undefined {
  return sourceColors.find((one) => one === color?.toLowerCase())
}

/** A dot in a source's colour. Draws nothing without one; it never says anything that the name beside it does not. */
export function ColorDot({ color }: { color: string | null }) {
  const known = knownColor(color)
  return known === undefined ? null : <span className={styles.dot} data-color={known} aria-hidden />
}

/** Chooses a source's colour, or none. */
export function ColorChoice({
  label,
  value,
  onChange,
}: {
  label: string
  value: string | null
  onChange: (color: string | null) => void
}) {
  return (
    <RadioGroup
      aria-label={label}
      className={styles.choice}
      value={knownColor(value) ?? 'none'}
      onValueChange={(next) => onChange(next === 'none' ? null : next)}
    >
      {['none', ...sourceColors].map((color) => (
        <Radio.Root
          key={color}
          value={color}
          className={styles.option}
          data-color={color}
          aria-label={color}
          title={color}
        />
      ))}
    </RadioGroup>
  )
}
