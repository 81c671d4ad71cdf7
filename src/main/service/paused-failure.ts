/** What a paused source says. */

import { failure, fix, type TraceCraftError } from '../../shared/errors.ts'
import type { Platform } from '../../shared/platform.ts'

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
