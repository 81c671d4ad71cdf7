import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { type KeyBinding, keyGroups } from '../../app/key-map.ts'
import { usePreferences } from '../../app/preferences.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { keyText } from '../../ui/key-label.ts'
import { Kbd } from '../../ui/kbd.tsx'
import styles from './shortcuts-dialog.module.css'

/** Every key there is, from the same table that the handlers are bound by; narrowed by what a key does, or by the key. */
export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  useRunKeys()
  const singleKeys = usePreferences((preferences) => preferences.singleKeys)
  const [query, setQuery] = useState('')
  const field = useRef<HTMLInputElement>(null)
  const groups = keyGroups()
    .map(({ group, bindings }) => ({ group, bindings: bindings.filter((one) => isAbout(one, group, query)) }))
    .filter(({ bindings }) => bindings.length > 0)
  const count = groups.reduce((sum, { bindings }) => sum + bindings.length, 0)
  return (
    <Dialog
      open
      onClose={onClose}
      size="large"
      initialFocus={field}
      title="Keyboard shortcuts"
      description={singleKeys ? undefined : 'Single keys are switched off in the settings.'}
    >
      <div className={styles.search} role="search">
        <Search size={14} className={styles.icon} aria-hidden />
        <input
          ref={field}
          type="text"
          className={styles.field}
          aria-label="Search the shortcuts"
          placeholder="Search by what it does, or by the key"
          spellCheck={false}
          autoComplete="off"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <span role="status" className={styles.count}>
          {query.trim() === '' ? '' : count === 0 ? 'none' : count}
        </span>
      </div>
      {/* The list takes the focus too, so that it can be scrolled by keys. */}
      <div className={styles.scroller} tabIndex={0} role="region" aria-label="Shortcuts">
        <div className={styles.groups}>
          {groups.map(({ group, bindings }) => (
            <section key={group} className={styles.group} aria-label={group}>
              <h3 className={styles.title}>{group}</h3>
              <dl>
                {bindings.map((binding) => (
                  <div key={`${binding.label} ${binding.keys.join(' ')}`} className={styles.line}>
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
        {count === 0 ? <p className={styles.none}>No shortcut does “{query.trim()}”.</p> : null}
      </div>
    </Dialog>
  )
}

/** Does every word stand in what the key does or where, or is the query the key itself? */
function isAbout({ label, keys }: KeyBinding, group: string, query: string): boolean {
  const words = query.trim().toLocaleLowerCase().split(/\s+/)
  const text = `${label} ${group}`.toLocaleLowerCase()
  return words.every((word) => text.includes(word)) || keys.some((one) => isKey(one, query.trim()))
}

/** `ctrl+k`, `Ctrl K` and `k` all name the combination that is printed as Ctrl and K. */
function isKey(keys: string, query: string): boolean {
  const plain = (text: string): string => text.toLocaleLowerCase().replaceAll(/[\s+]/g, '')
  return keys === query || plain(keyText(keys)) === plain(query) || plain(keys) === plain(query)
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
