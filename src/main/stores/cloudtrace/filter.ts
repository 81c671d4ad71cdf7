/**
 * The filter that a list is asked with. Cloud Trace's grammar knows AND alone: several terms must all hold. A term about a label holds when any span of the trace has it,
 * so `+service.name:"x"` finds whole traces that touch the service, wherever in the trace they do.
 */

import { serviceLabels } from './map-labels.ts'

/** A label that may carry a service's name. */
export type ServiceLabel = (typeof serviceLabels)[number]

/** The term that finds traces of which some span carries this very service in this label. The value is always quoted: nothing in it can end the term. */
export function serviceTerm(label: ServiceLabel, service: string): string {
  return `+${label}:"${service.replace(/["\\]/g, '\\$&')}"`
}

/** The labels to look for a service in, the one that last found it first. */
export function labelsToTry(lastFound: ServiceLabel | null): readonly ServiceLabel[] {
  return lastFound === null ? serviceLabels : [lastFound, ...serviceLabels.filter((label) => label !== lastFound)]
}
