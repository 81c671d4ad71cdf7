import { ClipboardPaste } from 'lucide-react'
import { useId, useState } from 'react'
import { secretProblem } from '../../../../shared/looks-secret.ts'
import styles from './paste-box.module.css'
import type { PasteResult } from './paste-result.ts'
import { readPaste } from './read-paste.ts'
import type { Draft } from './form-draft.ts'

/** Takes anything that names a source and fills the form with it. What was pasted is not kept, so that no key stays on the screen. */
export function PasteBox({ onFill }: { onFill: (change: Partial<Draft>) => void }) {
  const id = useId()
  const [text, setText] = useState('')
  const [result, setResult] = useState<PasteResult | null>(null)

  function take(given: string) {
    // What was said of the text before stays: leaving the field is no answer to it.
    if (given.trim() === '') return setText('')
    const read = readPaste(given)
    setResult(read)
    if (read.kind === 'filled') {
      setText('')
      onFill(read.change)
    } else setText(read.secret ? '' : given)
  }

  return (
    <div className={styles.paste}>
      <div className={styles.box}>
        <ClipboardPaste size={14} className={styles.icon} aria-hidden />
        <textarea
          id={id}
          className={styles.input}
          rows={1}
          aria-label="Paste to fill the form"
          aria-describedby={result ? `${id}-said` : undefined}
          placeholder="Or paste: a source URL, a console’s address, an id, export lines, an entry of the config file"
          spellCheck={false}
          value={text}
          onPaste={(event) => {
            event.preventDefault()
            take(event.clipboardData.getData('text'))
          }}
          onChange={(event) => {
            // A key does not stay for a moment: what can be read of the text is read, and the text goes.
            if (secretProblem(event.target.value) !== null) return take(event.target.value)
            setText(event.target.value)
            setResult(null)
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            take(text)
          }}
          onBlur={() => take(text)}
        />
      </div>
      <p id={`${id}-said`} className={result?.kind === 'problem' ? styles.problem : styles.filled} role="status">
        {result?.said ?? ''}
      </p>
    </div>
  )
}
