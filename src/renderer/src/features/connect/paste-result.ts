import { resourceProblem } from '../../../../shared/source.ts'
import type { Draft } from './form-draft.ts'

/** What a pasted text fills in, and how to say so; or why it could not be used. `secret` means that the text itself must go at once. */
export type PasteResult =
  | { readonly kind: 'filled'; readonly change: Partial<Draft>; readonly said: string }
  | { readonly kind: 'problem'; readonly said: string; readonly secret?: boolean }

export function filled(change: Partial<Draft>, said: string): PasteResult {
  return { kind: 'filled', change, said }
}

export function problem(said: string): PasteResult {
  return { kind: 'problem', said }
}

/** An Azure resource id, from wherever it was found. */
export function readResource(id: string): PasteResult {
  const wrong = resourceProblem(id)
  return wrong === null
    ? filled({ type: 'azuremonitor', resourceId: id, workspaceId: '' }, 'Read as an Azure resource id.')
    : problem(`${wrong}.`)
}
