/** Takes secrets out of a platform's own words before they are shown. Google's answers do not hold any; proxies and token endpoints may echo what they were sent. */

const secretFields =
  /("?(?:refresh_token|access_token|id_token|client_secret|private_key|private_key_id|assertion|subject_token|authorization|password)\\*"?\s*[:=]\s*)("(?:[^"\\]|\\.)*"|\\+"[^"]*"|[^\s&,;}]+)/gi
const secretShapes = [
  /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g,
  /\bBearer\s+[^\s"',}]+/gi,
  /\b(?:Basic|Digest)\s+[^\s"',}]{8,}/gi,
  /\bya29\.[\w.-]+/g,
  /\b1\/\/[\w-]{10,}/g,
  /\beyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?/g,
  /\bAIza[\w-]{20,}/g,
  /\bGOCSPX-[\w-]+/g,
]

const maxLength = 4000

/** The text without secrets, at most 4,000 characters of it. */
export function scrub(text: string): string {
  // Cut first, generously: a secret that the cut splits is still recognised by its beginning.
  let out = text.slice(0, maxLength * 2)
  // Shapes first: of "authorization: Bearer …" the field alone would take the first word and leave the token.
  for (const shape of secretShapes) out = out.replace(shape, '[removed]')
  out = out.replace(secretFields, '$1[removed]')
  return out.length > maxLength ? `${out.slice(0, maxLength)}…` : out
}
