import {
  ArrowDown,
  ArrowUp,
  CirclePause,
  CirclePlay,
  CopyPlus,
  ExternalLink,
  FileText,
  FlaskConical,
  Link,
  Pencil,
  RotateCw,
  Trash2,
} from 'lucide-react'
import { useQueryClient } from '@tanstack/react-query'
import type { SourcesAnswer, SourceState } from '../../../../shared/contract.ts'
import { useDialogs } from '../../app/dialogs.ts'
import { queryKeys } from '../../app/query-keys.ts'
import type { MenuEntry } from '../../ui/menu.tsx'
import { toast } from '../../ui/toaster.tsx'
import { copyOf } from './copy-of.ts'
import { consoleUrl } from './source-console.ts'
import { sourceYaml } from './source-yaml.ts'
import { useOrder } from './use-order.ts'
import { usePause } from './use-pause.ts'
import { useRefresh } from './use-refresh.ts'

const size = 14

/** Everything that can be done with one source, in the order of its menu. */
export function useSourceMenu(source: SourceState): MenuEntry[] {
  const open = useDialogs((store) => store.open)
  const queryClient = useQueryClient()
  const names = () =>
    (queryClient.getQueryData<SourcesAnswer>(queryKeys.sources)?.sources ?? []).map((one) => one.settings.name)
  const refresh = useRefresh()
  const pause = usePause()
  const order = useOrder()
  const { settings } = source
  // The demo's sources come and go with the demo: there is nothing of them to edit or to keep.
  const isOwn = source.origin !== 'demo'
  const page = consoleUrl(settings)
  const up = order.placeAfter(source, -1)
  const down = order.placeAfter(source, 1)
  const entries: (MenuEntry | null)[] = [
    {
      label: 'Test the connection',
      icon: <FlaskConical size={size} aria-hidden />,
      onSelect: () => open({ kind: 'edit-source', source, testAtOnce: true }),
    },
    {
      label: 'Refresh',
      icon: <RotateCw size={size} aria-hidden />,
      disabled: source.paused,
      onSelect: () => refresh([source.id]),
    },
    isOwn
      ? {
          label: 'Edit…',
          icon: <Pencil size={size} aria-hidden />,
          onSelect: () => open({ kind: 'edit-source', source, testAtOnce: false }),
        }
      : null,
    isOwn
      ? {
          label: 'Duplicate…',
          icon: <CopyPlus size={size} aria-hidden />,
          onSelect: () => open({ kind: 'add-source', settings: copyOf(settings, names()) }),
        }
      : null,
    source.paused
      ? { label: 'Resume', icon: <CirclePlay size={size} aria-hidden />, onSelect: () => pause(source) }
      : { label: 'Pause', icon: <CirclePause size={size} aria-hidden />, onSelect: () => pause(source) },
    'separator',
    {
      label: 'Copy as URL',
      icon: <Link size={size} aria-hidden />,
      onSelect: () => void copy(source.url, 'The URL is on the clipboard.'),
    },
    {
      label: 'Copy as YAML',
      icon: <FileText size={size} aria-hidden />,
      onSelect: () => void copy(sourceYaml(settings), 'The YAML is on the clipboard.'),
    },
    page === null
      ? null
      : {
          label: 'Open the console',
          icon: <ExternalLink size={size} aria-hidden />,
          onSelect: () => void window.open(page, '_blank', 'noopener,noreferrer'),
        },
    'separator',
    {
      label: 'Move up',
      shortcut: 'alt+ArrowUp',
      icon: <ArrowUp size={size} aria-hidden />,
      disabled: up === null,
      onSelect: () => order.moveTo(source, up ?? 0),
    },
    {
      label: 'Move down',
      shortcut: 'alt+ArrowDown',
      icon: <ArrowDown size={size} aria-hidden />,
      disabled: down === null,
      onSelect: () => order.moveTo(source, down ?? 0),
    },
    isOwn ? 'separator' : null,
    isOwn
      ? {
          label: 'Remove…',
          icon: <Trash2 size={size} aria-hidden />,
          danger: true,
          onSelect: () => open({ kind: 'remove-source', source }),
        }
      : null,
  ]
  return entries.filter((entry) => entry !== null)
}

async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    toast(said)
  } catch {
    toast('The clipboard refused.', undefined, 'failed')
  }
}
