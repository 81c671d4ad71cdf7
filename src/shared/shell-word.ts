/**
 * The text as one word of a POSIX shell, for a command that a user copies: a name from a file or from a platform ends no quotation and begins no command. Control characters, with
 * which a pasted text could press Enter, become question marks.
 */
export function shellWord(text: string): string {
  const plain = text.replaceAll(/\p{Cc}/gu, '?')
  return /^[\w@%+=:,./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", `'\\''`)}'`
}
