/** Which addresses may leave the app for the user's browser. Asked by the page before it draws a link, and again by the shell before it opens one. */

/** Longer than any address that a console makes, and shorter than what systems hand to a browser without trouble. */
const longest = 4096

/**
 * The address to open, as a browser would write it: hosts of other scripts as punycode, so that a look-alike shows itself. Null for everything that is not a plain https address:
 * other schemes (a handler of the system's could do anything with them), user info (which makes `https://bank.example@evil.example` look like the bank's), control characters and
 * spaces (which a command line or a log may read as its own), and what is longer than 4,096 characters.
 */
export function outsideLink(text: string): string | null {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  if (text.length > longest || /[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\\]/.test(text))
    return null
  // The scheme is looked for in the text: a parser would accept `https:evil.example` and `https:/evil.example` too.
  if (!/^https:\/\/[^/]/i.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.hostname === '') return null
  return url.href.length > longest ? null : url.href
}
