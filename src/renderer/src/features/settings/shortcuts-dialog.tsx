import { useEffect, useState } from 'react'
import { keyGroups } from '../../app/key-map.ts'
import { usePreferences } from '../../app/preferences.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { keyText } from '../../ui/key-label.ts'
import { Kbd } from '../../ui/kbd.tsx'
import styles from './shortcuts-dialog.module.css'

/** Every key there is, from the same table that the handlers are bound by. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  useRunKeys()
  const singleKeys = usePreferences((preferences) => preferences.singleKeys)
  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      readOnly
      title="Keyboard shortcuts"
      description={singleKeys ? undefined : 'Single keys are switched off in the settings.'}
    >
      <div className={styles.groups}>
        {keyGroups().map(({ group, bindings }) => (
          <section key={group} className={styles.group} aria-label={group}>
            <h3 className={styles.title}>{group}</h3>
            <dl>
              {bindings.map((binding) => (
                <div key={binding.keys.join(' ')} className={styles.line}>
                  <dt>{binding.label}</dt>
                  <dd className={styles.keys}>
                    {distinct(binding.keys).map((keys) => (
                      <Kbd key={keys} keys={keys} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}

/** Without those that are printed alike here: `ctrl+d` and `mod+d` differ on a Mac only. */
function distinct(keys: readonly string[]): string[] {
  return [...new Map(keys.map((one) => [keyText(one), one])).values()]
}

/** Loads the opened run's part of the page, which brings its keys, where it was not needed before. */
function useRunKeys(): void {
  const [, setLoaded] = useState(false)
  useEffect(() => {
    let current = true
    // Without it the help lacks the timeline's keys; opening a run then says why it could not be loaded.
    import('../timeline/run-view.tsx').then(
      () => current && setLoaded(true),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [])
}
