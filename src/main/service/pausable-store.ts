/** A store that can be told to ask its platform nothing. What lies in a cache before it is still answered. */

import { failure, fix, type TraceCraftError } from '../../shared/errors.ts'
import type { Platform } from '../../shared/platform.ts'
import type { TraceStore } from '../stores/store.ts'

/** The SETTINGS failure of whoever asks a paused source for what is not in memory. */
export function pausedFailure(name: string, platform: Platform): TraceCraftError {
  return failure({
    code: 'SETTINGS',
    platform,
    message: `${name} is paused.`,
    cause: 'A paused source asks its platform nothing; what was read before stays on screen.',
    fix: fix('Resume the source from its menu in the sidebar, or take "paused: true" out of the config file.'),
  })
}

/** The same store, which refuses to list and to open while `refusal` gives a failure. A connection test is asked for by hand and always runs. */
export function pausable(store: TraceStore, refusal: () => TraceCraftError | null): TraceStore {
  const list: TraceStore['list'] = async function* (query, signal) {
    const refused = refusal()
    if (refused) throw refused
    yield* store.list(query, signal)
  }
  const get: TraceStore['get'] = async (nativeId, hint, signal) => {
    const refused = refusal()
    if (refused) throw refused
    return store.get(nativeId, hint, signal)
  }
  // A proxy and not a class: whatever else a store offers passes through as it is.
  return new Proxy(store, {
    get: (target, key) => {
      if (key === 'list') return list
      if (key === 'get') return get
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
