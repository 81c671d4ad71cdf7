import { create } from 'zustand'
import type { AppLink } from '../../../shared/app-link.ts'
import type { SourceState } from '../../../shared/contract.ts'
import type { SourceSettings } from '../../../shared/source.ts'

/** The one dialog that may be open, and what it is about. */
export type OpenDialog =
  | {
      readonly kind: 'add-source'
      readonly settings?: SourceSettings
      /** The link that asked for this source. */
      readonly thenFollow?: AppLink
    }
  | { readonly kind: 'app-link'; readonly link: AppLink }
  | { readonly kind: 'edit-source'; readonly source: SourceState; readonly testAtOnce: boolean }
  | { readonly kind: 'remove-source'; readonly source: SourceState }
  | { readonly kind: 'open-by-id'; readonly text?: string }
  | { readonly kind: 'palette' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'shortcuts' }

interface DialogStore {
  readonly dialog: OpenDialog | null
  readonly open: (dialog: OpenDialog) => void
  readonly close: () => void
}

/** Which dialog is open. */
export const useDialogs = create<DialogStore>()((set) => ({
  dialog: null,
  open: (dialog) => set({ dialog }),
  close: () => set({ dialog: null }),
}))
