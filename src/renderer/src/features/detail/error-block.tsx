import { ChevronRight } from 'lucide-react'
import type { StepDetail } from '../../../../shared/model/step-detail.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import styles from './error-block.module.css'
import { LongText } from './long-text.tsx'
import { useWholeValue } from './step-texts.tsx'

/** What went wrong in the step itself: kind, message, and its stack folded. */
export function ErrorBlock({ detail }: { detail: StepDetail }) {
  const { error, errorType, errorStack } = detail
  const whole = useWholeValue()
  const copied = async (): Promise<string> => {
    const parts = await Promise.all([
      whole('/errorType', errorType),
      whole('/error', error),
      whole('/errorStack', errorStack),
    ])
    return parts.flatMap((part) => (typeof part === 'string' && part !== '' ? [part] : [])).join('\n')
  }
  return (
    <section className={styles.block} aria-label="Error">
      <div className={styles.head}>
        <span className={styles.type}>{errorType ?? 'Error'}</span>
        <CopyButton text={copied} label="Copy error" />
      </div>
      {error === null ? null : <LongText text={error} path="/error" className={styles.message} />}
      {errorStack === null || errorStack === '' ? null : (
        <details className={styles.stack}>
          <summary>
            <ChevronRight size={12} aria-hidden />
            Stack trace
          </summary>
          <LongText text={errorStack} path="/errorStack" mono />
        </details>
      )}
    </section>
  )
}
