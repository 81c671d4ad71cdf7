/** How labels are written in native menus. Pure. */

const small = new Set('a an and as at by for from in its of on or the to with below'.split(' '))

/** The page writes labels as sentences; macOS writes menus as titles. */
export function menuLabel(sentence: string, platform: NodeJS.Platform): string {
  return plainLabel(platform === 'darwin' ? titled(sentence) : sentence)
}

/** A text that is shown as it is: an ampersand would mark the letter that follows as the item's key. */
export function plainLabel(text: string): string {
  return text.replaceAll('&', '&&')
}

function titled(sentence: string): string {
  return sentence
    .split(' ')
    .map((word, at) => (at > 0 && small.has(word) ? word : word.replace(/^\p{L}/u, (letter) => letter.toUpperCase())))
    .join(' ')
}
