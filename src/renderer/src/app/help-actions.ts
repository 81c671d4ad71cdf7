/** What helps to find out why something does not work: the diagnostics, and the log. */

import type { Client } from '../client.ts'
import { toast } from '../ui/toaster.tsx'
import { useActions } from './actions.ts'
import { useClient } from './client-context.tsx'
import { copyLater } from './copy-later.ts'
import { tellShell } from './shell-notes.ts'
import { toErrorInfo } from './to-error-info.ts'

/** Puts the diagnostics on the clipboard, and says so. */
export async function copyDiagnostics(client: Client): Promise<void> {
  const text = client.app.diagnostics().then((answer) => answer.text)
  try {
    await copyLater(text)
    toast('Diagnostics copied', 'Without secrets, trace content, or names of your sources.')
  } catch {
    const why = await text.then(
      () => 'The clipboard refused them.',
      (error: unknown) => toErrorInfo(error).message,
    )
    toast('The diagnostics could not be copied.', why, 'failed')
  }
}

/** Offers them while the page is up. In browser mode the log is what `tracecraft serve` prints, and there is no folder to show. */
export function useHelpActions(): void {
  const client = useClient()
  useActions([
    {
      id: 'copy-diagnostics',
      label: 'Copy diagnostics',
      group: 'Everywhere',
      keys: [],
      words: 'help support bug report versions about',
      run: () => void copyDiagnostics(client),
    },
    {
      id: 'show-logs',
      label: 'Show the log folder',
      group: 'Everywhere',
      keys: [],
      words: 'help support bug report files',
      when: () => 'desktop' in window,
      run: () => void tellShell(client, { kind: 'show-logs' }),
    },
  ])
}
