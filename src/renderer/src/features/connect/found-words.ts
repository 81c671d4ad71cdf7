/** What was found on this machine, in a few words for a platform's card. Pure. */

import type { Discovery } from '../../../../shared/discovery.ts'
import type { Draft } from './form-draft.ts'

/** "6 profiles, 1 signed out", "a@b.example"; null where nothing was found. `usable` says whether any of it can be used as it is. */
export function foundSummary({ found }: Discovery): { readonly text: string; readonly usable: boolean } | null {
  const [first] = found
  if (!first) return null
  const lapsed = found.filter((one) => one.state === 'expired').length
  const usable = lapsed < found.length
  const end = lapsed === 0 ? '' : usable ? `, ${lapsed} signed out` : ', signed out'
  const count = (kind: string) => found.filter((one) => one.kind === kind).length
  if (count('profile') > 0) return { text: `${many(count('profile'), 'profile')}${end}`, usable }
  if (count('subscription') > 0) return { text: `${many(count('subscription'), 'subscription')}${end}`, usable }
  // Keys do not sign out: one of them is missing.
  const keys = first.kind === 'key' ? (usable ? '' : ', incomplete') : end
  return {
    text: found.length === 1 ? `${first.name}${keys}` : `${first.name} and ${found.length - 1} more${keys}`,
    usable,
  }
}

function many(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`
}

const fillable: readonly (keyof Draft)[] = [
  'region',
  'profile',
  'project',
  'workspaceId',
  'resourceId',
  'site',
  'apiKeyEnv',
  'appKeyEnv',
  'service',
]

/** The form's fields that a choice fills in; empty when it is only information. */
export function fillsOf(fills: Readonly<Record<string, string>>): Partial<Draft> {
  return Object.fromEntries(fillable.flatMap((field) => (fills[field] === undefined ? [] : [[field, fills[field]]])))
}

/** What a field may be completed to: every value that something found would fill in. */
export function suggestionsFor(field: keyof Draft, discovery: Discovery | undefined): readonly string[] {
  const values = discovery?.found.flatMap((one) => one.fills[field] ?? []) ?? []
  return [...new Set(values)]
}
