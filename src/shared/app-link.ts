/**
 * Links that open the app at a place: `tracecraft://open?source=…&trace=…&step=…`. Any web page can hold one, so nothing in it is believed: it can name a place to look at, and
 * no more. It is read strictly: what is not understood refuses the whole link, with a sentence that says why.
 *
 *     source  the name, the id, or the URL of a source (`xray%3A%2F%2Fus-east-1%2F`)
 *     trace   a trace id in any form that may be pasted; without it the list is shown
 *     step, at, tab, face          as in the page's own link
 *     q, w, errors, sort, by       the list's filter, window and order, as in the page's own link
 */

/** The scheme that the system hands to the app. */
export const appScheme = 'tracecraft'

/** A link's parts as they are written; null where it says nothing of them. */
export type AppLink = Readonly<Record<AppLinkPart, string | null>>

/** Each part, its longest length, and the form that it has. */
const parts = {
  source: { longest: 1000, form: /./u },
  trace: { longest: 500, form: /^[\w.:|+/=;-]+$/ },
  step: { longest: 200, form: /^[\w.:|+/=-]+$/ },
  at: { longest: 17, form: /^\d+$/ },
  tab: { longest: 20, form: /^[a-z]+$/ },
  face: { longest: 20, form: /^[a-z]+$/ },
  q: { longest: 2000, form: /./u },
  w: { longest: 40, form: /^[\da-z.-]+$/ },
  errors: { longest: 1, form: /^1$/ },
  sort: { longest: 40, form: /^-?[\w.]+$/ },
  by: { longest: 7, form: /^session$/ },
} as const
export type AppLinkPart = keyof typeof parts

const longestLink = 8000

const nothing: AppLink = {
  source: null,
  trace: null,
  step: null,
  at: null,
  tab: null,
  face: null,
  q: null,
  w: null,
  errors: null,
  sort: null,
  by: null,
}

/** Does the text claim to be such a link, right or wrong? */
export function looksLikeAppLink(text: string): boolean {
  return text.toLowerCase().startsWith(`${appScheme}:`)
}

/** Reads a link, or says in one sentence why it is refused. */
export function parseAppLink(text: string): { readonly link: AppLink } | { readonly problem: string } {
  if (text.length > longestLink) return { problem: `It is longer than ${longestLink} characters.` }
  // Windows writes a slash after the host.
  const match = /^tracecraft:\/\/open\/?(?:\?([^#]*))?$/i.exec(text)
  if (!match) return { problem: 'It is not of the form tracecraft://open?source=…&trace=….' }
  const link: Record<AppLinkPart, string | null> = { ...nothing }
  for (const [name, value] of new URLSearchParams(match[1] ?? '')) {
    if (!isPart(name)) return { problem: `This version knows no “${printable(name)}” in a link.` }
    if (link[name] !== null) return { problem: `It says “${name}” twice.` }
    const { longest, form } = parts[name]
    if (value.length > longest || !form.test(value) || hasHidden(value))
      return { problem: `Its “${name}” is not what that part of a link can be.` }
    link[name] = value
  }
  return { link }
}

/** The link to these parts; what is absent or null is left out. Throws RangeError when the parts make no link that could be read back. */
export function printAppLink(link: Partial<AppLink>): string {
  const query = new URLSearchParams()
  for (const name of Object.keys(parts) as AppLinkPart[]) {
    const value = link[name]
    if (value != null && value !== '') query.set(name, value)
  }
  const text = `${appScheme}://open${query.size > 0 ? `?${query.toString()}` : ''}`
  const read = parseAppLink(text)
  if ('problem' in read) throw new RangeError(read.problem)
  return text
}

function isPart(name: string): name is AppLinkPart {
  return Object.hasOwn(parts, name)
}

/** Control characters, marks that turn the direction of writing, and what stands for bytes that were no text. */
function hasHidden(text: string): boolean {
  return /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffd]/u.test(text)
}

function printable(name: string): string {
  return name.replaceAll(/[^\w-]/g, '?').slice(0, 20)
}
