import { Ellipsis, FileText, FlaskConical, Link, Pencil, RotateCw, Trash2 } from 'lucide-react'
import type { SourceState } from '../../../../shared/contract.ts'
import { platformTitle } from '../../../../shared/platform.ts'
import { placeOf } from '../../../../shared/source.ts'
import { useDialogs } from '../../app/dialogs.ts'
import { useTimeZone } from '../../app/time-format.ts'
import { useNow } from '../../app/use-now.ts'
import { useLocation } from '../../location.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { ContextMenu, Menu, type MenuEntry } from '../../ui/menu.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { ColorDot } from '../../ui/source-color.tsx'
import { toast } from '../../ui/toaster.tsx'
import { showSource } from './show-source.ts'
import styles from './source-item.module.css'
import { sourceStatus } from './source-status.ts'
import { sourceYaml } from './source-yaml.ts'
import { useRefresh } from './use-refresh.ts'

/** One source in the sidebar: its mark, its name, how it stands in words, and a menu of what can be done with it. */
export function SourceItem({ source }: { source: SourceState }) {
  const current = useLocation((location) => location.sourceId) === source.id
  const now = useNow()
  const zone = useTimeZone()
  const status = sourceStatus(source, now, zone)
  const entries = useEntries(source)
  const { settings } = source
  const place = placeOf(settings) || 'from the environment'
  const detail = [platformTitle[settings.type], place, settings.service].filter(Boolean).join(' · ')

  return (
    <li className={styles.item} data-current={current}>
      <ContextMenu entries={entries}>
        <button
          type="button"
          className={styles.button}
          aria-current={current ? 'page' : undefined}
          title={source.error ? `${detail}\n${source.error.message}` : detail}
          onClick={() => showSource(source.id)}
        >
          <PlatformMark platform={settings.type} named />
          <span className={styles.text}>
            <span className={styles.name}>
              <ColorDot color={settings.color} />
              <span className={styles.nameText}>{settings.name}</span>
            </span>
            <span className={styles.state} data-tone={status.tone}>
              <span className={styles.dot} aria-hidden />
              {status.text}
            </span>
          </span>
        </button>
      </ContextMenu>
      <Menu
        align="end"
        entries={entries}
        trigger={
          <IconButton
            small
            className={styles.menu}
            label={`Actions for ${settings.name}`}
            icon={<Ellipsis size={14} aria-hidden />}
          />
        }
      />
    </li>
  )
}

function useEntries(source: SourceState): MenuEntry[] {
  const open = useDialogs((store) => store.open)
  const refresh = useRefresh()
  const common: MenuEntry[] = [
    {
      label: 'Test the connection',
      icon: <FlaskConical size={14} aria-hidden />,
      onSelect: () => open({ kind: 'edit-source', source, testAtOnce: true }),
    },
    { label: 'Refresh', icon: <RotateCw size={14} aria-hidden />, onSelect: () => refresh([source.id]) },
    'separator',
    {
      label: 'Copy as URL',
      icon: <Link size={14} aria-hidden />,
      onSelect: () => void copy(source.url, 'The URL is on the clipboard.'),
    },
    {
      label: 'Copy as YAML',
      icon: <FileText size={14} aria-hidden />,
      onSelect: () => void copy(sourceYaml(source.settings), 'The YAML is on the clipboard.'),
    },
  ]
  // The demo's sources come and go with the demo: there is nothing of them to edit or to keep.
  if (source.origin === 'demo') return common
  return [
    ...common.slice(0, 2),
    {
      label: 'Edit…',
      icon: <Pencil size={14} aria-hidden />,
      onSelect: () => open({ kind: 'edit-source', source, testAtOnce: false }),
    },
    ...common.slice(2),
    'separator',
    {
      label: 'Remove…',
      icon: <Trash2 size={14} aria-hidden />,
      danger: true,
      onSelect: () => open({ kind: 'remove-source', source }),
    },
  ]
}

async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(said)
  } catch {
    toast('The clipboard refused.', undefined, 'failed')
  }
}
