/** What can be done with an opened run: copy its id, copy or save it as JSON. */

import { Braces, Download, Ellipsis, Fingerprint } from 'lucide-react'
import type { OpenedRun } from '../../../../shared/contract.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { registerKeys } from '../../app/key-map.ts'
import { useKeys } from '../../app/use-keys.ts'
import type { OpenRunRef } from '../../location.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { toast } from '../../ui/toaster.tsx'
import styles from './run-actions.module.css'
import { useRunJson } from './run-query.ts'

const actionKeys = registerKeys('Timeline', {
  copyId: { keys: ['y'], label: 'Copy the trace id' },
  copyJson: { keys: ['Y'], label: 'Copy the run as JSON' },
})

export function RunActions({ run, opened }: { run: OpenRunRef; opened: OpenedRun }) {
  const json = useRunJson(run)
  const { cloudTraceId } = opened.run

  const attempt = async (what: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
      toast(what)
    } catch (error) {
      const info = toErrorInfo(error)
      toast(info.message, info.cause ?? undefined, 'failed')
    }
  }
  const copyId = (): void => void attempt('Trace id copied', () => navigator.clipboard.writeText(cloudTraceId))
  const copyJson = (): void =>
    void attempt('Run copied as JSON', async () => navigator.clipboard.writeText(await json()))
  const saveJson = (): void =>
    void attempt('Run saved as JSON', async () => download(await json(), `run-${safeName(cloudTraceId)}.json`))
  useKeys(actionKeys, { copyId, copyJson })

  return (
    <div className={styles.actions}>
      <span className={styles.traceId} title={cloudTraceId}>
        {cloudTraceId}
      </span>
      <CopyButton text={cloudTraceId} label="Copy trace id" />
      <Menu
        align="end"
        trigger={<IconButton label="Copy and export" icon={<Ellipsis size={16} aria-hidden />} />}
        entries={[
          { label: 'Copy trace id', icon: <Fingerprint size={14} aria-hidden />, shortcut: 'y', onSelect: copyId },
          { label: 'Copy run as JSON', icon: <Braces size={14} aria-hidden />, shortcut: 'Y', onSelect: copyJson },
          { label: 'Save run as JSON…', icon: <Download size={14} aria-hidden />, onSelect: saveJson },
        ]}
      />
    </div>
  )
}

/** Hands a text to the browser as a file. The only way that trace content leaves for the disk, and only when the user asks. */
function download(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun by the next task; keeping the URL would keep the text.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

function safeName(text: string): string {
  return text.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 80)
}
