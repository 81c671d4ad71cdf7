/** Text from a trace made harmless for a terminal: control characters, which could move the cursor or set titles, become visible signs. One line. */
export function safeText(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (char) =>
    char === '\n'
      ? '⏎'
      : char === '\t'
        ? ' '
        : String.fromCharCode(0x2400 + (char.charCodeAt(0) < 0x20 ? char.charCodeAt(0) : 0x21)),
  )
}
