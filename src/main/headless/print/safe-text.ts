/**
 * Text of others made harmless for a terminal. It may come from a trace, from a platform's answer or from a config file, and it may be meant for the terminal: sequences that move the
 * cursor, set the title, write the clipboard or open links; marks that turn the direction of writing; letters that nobody sees.
 */

/** All that a terminal could obey, or that could make a line look like another one. Line feed and tab are left to the callers. */
const commands = String.raw`\u0000-\u0008\u000b-\u001f\u007f-\u009f`
const hidden = String.raw`\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}`
const inLine = new RegExp(`[\\t\\n${commands}${hidden}]`, 'gu')
const inLines = new RegExp(`[${commands}${hidden}]`, 'gu')
/** What a Style writes, and nothing else, passes. */
// oxlint-disable-next-line no-control-regex -- the sequences of our own colours
const ownColor = /(\u001b\[(?:1|2|22|31|32|33|36|39)m)/

/** One line: control characters become visible signs, line breaks `⏎`, what is invisible its code (`\u202e`). */
export function safeText(text: string): string {
  return text.replace(inLine, (sign) => (sign === '\n' ? '⏎' : sign === '\t' ? ' ' : shown(sign)))
}

/** The same for text of several lines, which keeps its line breaks and tabs. With `colors`, the sequences of our own colours stay. */
export function safeLines(text: string, colors = false): string {
  if (!colors) return text.replace(inLines, shown)
  return text
    .split(ownColor)
    .map((part, at) => (at % 2 === 1 ? part : part.replace(inLines, shown)))
    .join('')
}

/** JSON that says the same in letters that a terminal does not obey. Such characters stand only within its texts, where JSON has an escape for each. */
export function safeJson(json: string): string {
  return json.replace(inLines, escaped)
}

function shown(sign: string): string {
  const code = sign.codePointAt(0) ?? 0
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code <= 0x7f ? '␡' : escaped(sign)
}

/** As JSON writes it: `\u009b`, and two of them where it takes two. */
function escaped(sign: string): string {
  return Array.from({ length: sign.length }, (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  )
}
