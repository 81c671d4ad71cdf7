/** A stable number for a text (FNV-1a, 32 bits, not negative): the demo's choices depend on ids alone, so that they never change. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}
