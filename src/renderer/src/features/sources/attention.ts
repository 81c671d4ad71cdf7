/** Sources that were saved although their test had failed. Known until they are asked for the first time, when they speak for themselves. */

import { create } from 'zustand'

interface Attention {
  /** Ids of sources. */
  readonly needed: ReadonlySet<string>
  readonly mark: (id: string, needed: boolean) => void
}

export const useAttention = create<Attention>()((set) => ({
  needed: new Set(),
  mark: (id, needed) =>
    set((before) => {
      const next = new Set(before.needed)
      if (needed) next.add(id)
      else next.delete(id)
      return { needed: next }
    }),
}))
