/** What can be done with an opened run: see it in its platform's console, copy its id, copy or save it in one of the forms in which it can leave. */

import { Braces, Download, Ellipsis, ExternalLink, FileText, Fingerprint, Share2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { consoleAddress } from '../../../../shared/console-url.ts'
import type { OpenedRun } from '../../../../shared/contract.ts'
import { type ExportFormat, exportFormats } from '../../../../shared/export-format.ts'
import { type Platform, platformTitle } from '../../../../shared/platform.ts'
import { registerKeys } from '../../app/key-map.ts'
import { useKeys } from '../../app/use-keys.ts'
import { shareLink } from '../../app/share-link.ts'
import type { OpenRunRef } from '../../location.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { useSources } from '../sources/use-sources.ts'
import styles from './run-actions.module.css'
import { formatTitle, useExport } from './run-export.ts'

const actionKeys = registerKeys('Timeline', {
  copyId: { keys: ['y'], label: 'Copy the trace id' },
  copyJson: { keys: ['Y'], label: 'Copy the run as JSON' },
  openConsole: { keys: ['x'], label: 'Open the run in its platform’s console' },
})

const formatIcon: Readonly<Record<ExportFormat, ReactNode>> = {
  json: <Braces size={14} aria-hidden />,
  otlp: <Braces size={14} aria-hidden />,
  markdown: <FileText size={14} aria-hidden />,
}

export function RunActions({ run, opened }: { run: OpenRunRef; opened: OpenedRun }) {
  const { copyText, copyExport, saveExport } = useExport(run)
  const { cloudTraceId } = opened.run
  const console = useConsole(run, opened)

  const copyId = (): void => copyText('Trace id copied', cloudTraceId)
  const copyJson = (): void => copyExport('json', null)
  const openConsole = (): false | void => (console?.url ? openOutside(console.url) : false)
  useKeys(actionKeys, { copyId, copyJson, openConsole })

  const entries: MenuEntry[] = [
    { label: 'Copy trace id', icon: <Fingerprint size={14} aria-hidden />, shortcut: 'y', onSelect: copyId },
    {
      label: 'Copy link to this run',
      icon: <Share2 size={14} aria-hidden />,
      onSelect: () => copyText('Link copied', shareLink({ run, stepId: null })),
    },
    'separator',
    ...exportFormats.map((format) => ({
      label: `Copy run as ${formatTitle[format]}`,
      icon: formatIcon[format],
      ...(format === 'json' ? { shortcut: 'Y' } : {}),
      onSelect: () => copyExport(format, null),
    })),
    'separator',
    ...exportFormats.map((format) => ({
      label: `Save run as ${formatTitle[format]}…`,
      icon: <Download size={14} aria-hidden />,
      onSelect: () => saveExport(format, cloudTraceId),
    })),
  ]
  return (
    <div className={styles.actions}>
      <span className={styles.traceId} title={cloudTraceId}>
        {cloudTraceId}
      </span>
      <CopyButton text={cloudTraceId} label="Copy trace id" />
      {console === null ? null : (
        <IconButton
          label={console.url === null ? console.reason : `Open in the console of ${platformTitle[console.platform]}`}
          {...(console.url === null ? {} : { shortcut: 'x' })}
          icon={<ExternalLink size={15} aria-hidden />}
          aria-disabled={console.url === null || undefined}
          className={console.url === null ? styles.unavailable : undefined}
          onClick={() => void openConsole()}
        />
      )}
      <Menu
        align="end"
        trigger={<IconButton label="Copy and export" icon={<Ellipsis size={16} aria-hidden />} />}
        entries={entries}
      />
    </div>
  )
}

type Console =
  | { readonly platform: Platform; readonly url: string }
  | { readonly platform: Platform; readonly url: null; readonly reason: string }

/** Where the platform shows this run itself, or why that is not known; null where there is no platform behind the source. */
function useConsole(run: OpenRunRef, opened: OpenedRun): Console | null {
  const settings = useSources().find((one) => one.id === run.sourceId)?.settings
  if (!settings) return null
  const { cloudTraceId, startTime, endTime } = opened.run
  const found = consoleAddress(settings, { traceId: cloudTraceId, startTime, endTime })
  if (found.kind === 'none') return null
  return found.kind === 'address'
    ? { platform: settings.type, url: found.url }
    : { platform: settings.type, url: null, reason: found.reason }
}

/** In the desktop app the shell hands the address to the system's browser, and only https. */
function openOutside(url: string): void {
  window.open(url, '_blank', 'noopener,noreferrer')
}
