/** Recorded texts in a Markdown document: nothing that they hold may end a block, make a heading, fetch an image or become HTML. */

/** A backslash before `<` would not do: behind an address, Markdown takes it for a part of the address, and the HTML that follows for HTML. */
const lessThan = '&lt;'

/** Text within a line: every character that Markdown could read is escaped, line breaks become spaces. */
export function inline(text: string): string {
  // An underscore within a word is a letter to Markdown.
  return text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/[\\`*[\]>#|~&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replaceAll('<', lessThan)
}

/** Text as code within a line. */
export function code(text: string): string {
  const flat = text.replaceAll(/[\r\n]+/g, ' ')
  const ticks = '`'.repeat(longestRun(flat) + 1)
  const space = flat.startsWith('`') || flat.endsWith('`') ? ' ' : ''
  return `${ticks}${space}${flat}${space}${ticks}`
}

/** A fenced block. The fence is longer than any run of backticks within. */
export function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text}\n${fence}`
}

/**
 * A message as a quotation that keeps its Markdown: paragraphs, lists and code are drawn as they were meant. HTML and footnotes are escaped and images become links, outside of
 * code. A fence that the message leaves open ends with the quotation.
 */
export function quoted(text: string): string {
  let fence: string | null = null
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => {
      const mark = /^\s*(`{3,}|~{3,})/.exec(line)?.[1]
      const inCode = fence !== null
      if (mark !== undefined) {
        if (fence === null) fence = mark
        else if (mark.startsWith(fence) && line.trim() === mark) fence = null
      }
      return line === '' ? '>' : `> ${inCode || mark !== undefined ? line : harmless(line)}`
    })
    .join('\n')
}

/** Code within the line is left alone. */
function harmless(line: string): string {
  if (!/[<!^]/.test(line)) return line
  return line
    .split(/(`+[^`]*`+)/)
    .map((part, at) =>
      at % 2 === 1
        ? part
        : part
            .replaceAll(/<(?=[a-z!/?])/gi, lessThan)
            .replaceAll('![', '\\![')
            .replaceAll('[^', '\\[^'),
    )
    .join('')
}

function longestRun(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}
