/** Everything that a stream gives until its end. */
export async function gather<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const out: T[] = []
  for await (const one of stream) out.push(one)
  return out
}
