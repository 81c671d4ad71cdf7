/** How well a text answers what was typed. Pure, and predictable: the start of the text, then the start of a word, then anywhere, then initials. */

/** The words that were typed, in small letters. */
export function wordsOf(query: string): string[] {
  return query.toLocaleLowerCase().split(/\s+/).filter(Boolean)
}

/**
 * 0 when a word is not in the text, which is in small letters; else the more, the better: 100 for a text that begins with every word. With `initials`, a word may
 * also be spelled by the beginnings of words (`ks` for "keyboard shortcuts").
 */
export function scoreOf(text: string, words: readonly string[], initials: boolean): number {
  let sum = 0
  for (const word of words) {
    const score = scoreOfWord(text, word) || (initials ? scoreOfInitials(text, word) : 0)
    if (score === 0) return 0
    sum += score
  }
  return words.length === 0 ? 0 : sum / words.length
}

function scoreOfWord(text: string, word: string): number {
  let at = text.indexOf(word)
  if (at < 0) return 0
  if (at === 0) return text.length === word.length ? 120 : 100
  for (; at >= 0; at = text.indexOf(word, at + 1)) if (isWordStart(text, at)) return 80
  return 50
}

/** Each letter stands at the start of a word or right behind the letter before. */
function scoreOfInitials(text: string, word: string): number {
  let at = -1
  for (const letter of word) {
    if (at >= 0 && text[at + 1] === letter) {
      at++
      continue
    }
    do at = text.indexOf(letter, at + 1)
    while (at > 0 && !isWordStart(text, at))
    if (at < 0) return 0
  }
  return 30
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!)
}
