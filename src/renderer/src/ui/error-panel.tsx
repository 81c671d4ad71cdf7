import { ChevronRight, CircleAlert, ExternalLink, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ErrorInfo } from '../../../shared/errors.ts'
import { Button } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import { OutsideLink } from './outside-link.tsx'
import styles from './error-panel.module.css'

/**
 * One failure and the way out: what failed, why, what to do, the command ready to copy, where to read more, and the platform's own words folded. `compact` is
 * the banner above data that is still good; `lead` goes before the message (a source's name, say); `note` says what is still shown, and how old it is; `action` is a button that may
 * mend it, beside that of trying again.
 */
export function ErrorPanel({
  info,
  onRetry,
  compact = false,
  lead,
  note,
  action,
}: {
  info: ErrorInfo
  onRetry?: () => void
  compact?: boolean
  lead?: ReactNode
  note?: ReactNode
  action?: ReactNode
}) {
  const facts = [
    info.code,
    info.status === null ? null : `HTTP ${info.status}`,
    info.requestId === null ? null : `request ${info.requestId}`,
  ].filter((fact) => fact !== null)
  return (
    <section className={compact ? styles.compact : styles.panel} role="alert">
      <CircleAlert size={compact ? 15 : 20} className={styles.icon} aria-hidden />
      <div className={styles.body}>
        <p className={styles.message}>
          {lead}
          {sentence(info.message)}
        </p>
        {note ? <p className={styles.note}>{note}</p> : null}
        {info.cause ? <p className={styles.cause}>{sentence(info.cause)}</p> : null}
        {info.fix ? (
          <p className={styles.fix}>
            {info.fix.text}
            {info.fix.url ? (
              <>
                {' '}
                <OutsideLink address={info.fix.url} className={styles.link}>
                  Read more
                  <ExternalLink size={12} aria-hidden />
                </OutsideLink>
              </>
            ) : null}
          </p>
        ) : null}
        {info.fix?.command ? (
          <div className={styles.command} data-lines={info.fix.command.includes('\n') ? 'many' : 'one'}>
            <pre className={styles.commandText} tabIndex={0}>
              {info.fix.command}
            </pre>
            <CopyButton text={info.fix.command} label="Copy command" />
          </div>
        ) : null}
        <details className={styles.details}>
          <summary className={styles.summary}>
            <ChevronRight size={12} className={styles.chevron} aria-hidden />
            <span>{facts.join(' · ')}</span>
          </summary>
          <pre className={styles.raw} tabIndex={0}>
            {info.raw ?? 'The platform said nothing more.'}
          </pre>
        </details>
      </div>
      {action}
      {onRetry ? (
        <Button small onClick={onRetry} className={styles.retry}>
          <RotateCw size={13} aria-hidden />
          Try again
        </Button>
      ) : null}
    </section>
  )
}

/** Platforms often leave the full stop out; in one paragraph with the next sentence it is missed. */
function sentence(text: string): string {
  return /[.!?:…)]$/.test(text) ? text : `${text}.`
}
