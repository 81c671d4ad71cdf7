import { Switch as Base } from '@base-ui/react/switch'
import styles from './switch.module.css'

/** On or off, taking effect at once. */
export function Switch({
  label,
  checked,
  onChange,
}: {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
}) {
  return (
    <Base.Root aria-label={label} className={styles.track} checked={checked} onCheckedChange={(next) => onChange(next)}>
      <Base.Thumb className={styles.thumb} />
    </Base.Root>
  )
}
