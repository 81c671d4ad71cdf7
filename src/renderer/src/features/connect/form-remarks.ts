/** What looks like a mistake in a form that could be saved as it is. Pure. */

import { endpointWarning } from '../../../../shared/endpoint-owner.ts'
import { nearest } from '../../../../shared/nearest.ts'
import type { Platform } from '../../../../shared/platform.ts'
import { awsRegions, regionProblem, type SourceSettings } from '../../../../shared/source.ts'
import type { Draft, DraftField } from './form-draft.ts'

/** How long each platform keeps traces unless it is told otherwise. Azure's workspaces differ too much to say. */
const keptDays: Readonly<Partial<Record<Platform, { readonly days: number; readonly said: string }>>> = {
  xray: { days: 30, said: 'X-Ray keeps traces for 30 days' },
  cloudtrace: { days: 30, said: 'Cloud Trace keeps traces for 30 days' },
  datadog: { days: 15, said: 'Datadog keeps indexed spans for 15 days unless its retention was changed' },
}

/** Remarks by form field; each is a sentence. */
export function remarksOn(draft: Draft, settings: SourceSettings): Partial<Record<DraftField, string>> {
  const remarks: Partial<Record<DraftField, string>> = {}
  const warning = endpointWarning(settings)
  if (warning !== null) remarks.endpoint = warning
  const kept = keptDays[settings.type]
  if (kept && settings.lookbackHours > kept.days * 24) remarks.lookback = `${kept.said}: nothing older can be found.`
  if (settings.type === 'xray' && regionProblem(settings.region) === null && !isKnownRegion(settings.region)) {
    const near = nearest(settings.region, awsRegions)
    remarks.region = `This is not a region that this version knows${near ? `; did you mean ${near}?` : '. It may be a new one.'}`
  }
  if (settings.type === 'datadog' && settings.site !== draft.site.trim().toLowerCase())
    remarks.site = `This is a host of the site ${settings.site}, which is used.`
  return remarks
}

function isKnownRegion(region: string): boolean {
  return (awsRegions as readonly string[]).includes(region)
}

/** Does the name say that this is production, where a colour helps against taking one for the other? */
export function soundsLikeProduction(name: string): boolean {
  return /(^|[^a-z])(prod|prd|production|live)([^a-z]|$)/i.test(name)
}
