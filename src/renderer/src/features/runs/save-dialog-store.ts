import { create } from 'zustand'

/** Is the dialog open that saves the view on screen? A key opens it too. */
export const useSaveDialog = create<{ readonly open: boolean; readonly setOpen: (open: boolean) => void }>()((set) => ({
  open: false,
  setOpen: (open) => set({ open }),
}))
