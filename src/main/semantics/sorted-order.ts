/** A sort that gives the event loop its turns, because sorting 100,000 spans at once would stall it for longer than a frame. */

/** Indices 0 … length-1 in ascending order by `compare`, stable. Pauses as `breathe` asks. */
export async function sortedOrder(
  length: number,
  compare: (a: number, b: number) => number,
  breathe: () => Promise<void> | void,
): Promise<Int32Array> {
  let from = new Int32Array(length)
  let to = new Int32Array(length)
  for (let i = 0; i < length; i++) from[i] = i
  for (let width = 1; width < length; width *= 2) {
    for (let left = 0; left < length; left += width * 2) {
      const middle = Math.min(left + width, length)
      const end = Math.min(left + width * 2, length)
      // Payloads mostly come in order; then a merge is a copy.
      if (middle >= end || compare(from[middle - 1]!, from[middle]!) <= 0) {
        for (let k = left; k < end; k++) to[k] = from[k]!
      } else merge(from, to, left, middle, end, compare)
      if ((left & 0x3ff) === 0) {
        const pause = breathe()
        if (pause) await pause
      }
    }
    ;[from, to] = [to, from]
  }
  return from
}

function merge(
  from: Int32Array,
  to: Int32Array,
  left: number,
  middle: number,
  end: number,
  compare: (a: number, b: number) => number,
): void {
  let a = left
  let b = middle
  for (let k = left; k < end; k++) {
    if (a < middle && (b >= end || compare(from[a]!, from[b]!) <= 0)) to[k] = from[a++]!
    else to[k] = from[b++]!
  }
}
