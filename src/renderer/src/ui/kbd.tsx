import styles from './kbd.module.css'
import { keyLabel } from './key-label.ts'

/** A key or combination in the platform's own words: `mod+r` is ⌘R on a Mac and Ctrl+R elsewhere. */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className={styles.keys}>
      {keyLabel(keys).map((key, index) => (
        <kbd key={`${index}${key}`} className={styles.key}>
          {key}
        </kbd>
      ))}
    </span>
  )
}
