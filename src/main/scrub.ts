/**
 * Takes everything out of a text that could be a secret, before it is logged or shown as raw detail: bearer tokens and JWTs, AWS keys and signatures,
 * Google refresh and access tokens, client secrets, Datadog keys, user info in URLs. Takes time in proportion to the text: an error page may hold a megabyte without a space.
 */
export function scrub(text: string): string {
  return patterns.reduce((out, [pattern, replacement]) => out.replace(pattern, replacement), text)
}

// A pattern that begins with a run of word characters looks behind itself first: tried again from each character of one long run, it would take quadratic time.
const patterns: readonly [RegExp, string][] = [
  [/(?<![\w-])(?=[\w-]+\.[\w-]{8})([\w-]*?)\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, '$1[token]'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 [token]'],
  [/((?<![\w-])(?:proxy-)?authorization\\*["']?\s*[:=]\s*\\*["']?)[A-Za-z][\w-]*\s+[^\s"',;}]+/gi, '$1[removed]'],
  [/\bya29\.[\w-]{8,}/g, '[token]'],
  [/\b1\/\/[\w-]{20,}/g, '[token]'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}\b/g, '[access key]'],
  [/\b(Signature|X-Amz-Signature|X-Amz-Security-Token|Credential)=[^\s,&"']+/gi, '$1=[removed]'],
  [
    /((?<![\w-])[\w-]*(?:secret|password|passwd|token|api[_-]?key|app(?:lication)?[_-]?key|private[_-]?key|access[_-]?key|authorization)\\*["']?\s*[:=]\s*)(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\\+"[^"]*"|[^\s,;&}]+)/gi,
    '$1[removed]',
  ],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key]'],
  [/((?<!\w)\w+:\/\/)[^\s/@:]+:[^\s/]+@/g, '$1[removed]@'],
]
