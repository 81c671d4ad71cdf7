import { ConnectDialog } from '../features/connect/connect-dialog.tsx'
import { Palette } from '../features/palette/palette.tsx'
import { OpenByIdDialog } from '../features/runs/open-by-id-dialog.tsx'
import { SettingsDialog } from '../features/settings/settings-dialog.tsx'
import { ShortcutsDialog } from '../features/settings/shortcuts-dialog.tsx'
import { AppLinkDialog, LinkedConnectDialog } from '../features/sources/app-link-dialog.tsx'
import { RemoveDialog } from '../features/sources/remove-dialog.tsx'
import { useDialogs } from './dialogs.ts'

/** The one dialog that is open, if any. */
export function Dialogs() {
  const { dialog, close } = useDialogs()
  if (dialog === null) return null
  switch (dialog.kind) {
    case 'add-source':
      return dialog.settings && dialog.thenFollow ? (
        <LinkedConnectDialog settings={dialog.settings} link={dialog.thenFollow} onClose={close} />
      ) : (
        <ConnectDialog initial={dialog.settings} onClose={close} />
      )
    case 'app-link':
      return <AppLinkDialog link={dialog.link} onClose={close} />
    case 'edit-source':
      return <ConnectDialog source={dialog.source} testAtOnce={dialog.testAtOnce} onClose={close} />
    case 'remove-source':
      return <RemoveDialog source={dialog.source} onClose={close} />
    case 'open-by-id':
      return <OpenByIdDialog text={dialog.text} onClose={close} />
    case 'palette':
      return <Palette onClose={close} />
    case 'settings':
      return <SettingsDialog onClose={close} />
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />
  }
}
