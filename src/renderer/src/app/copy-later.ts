/** Copies a text that is still on its way. Some browsers let a page write the clipboard only while the key or click is fresh: the promise is handed over at once where that can be done. */
export async function copyLater(text: Promise<string>): Promise<void> {
  if (!('ClipboardItem' in window) || !('write' in navigator.clipboard))
    return navigator.clipboard.writeText(await text)
  const blob = text.then((one) => new Blob([one], { type: 'text/plain' }))
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
  } catch (error) {
    // The failure of the question itself is the one to tell.
    const done = await text
    if (!(error instanceof Error)) throw error
    await navigator.clipboard.writeText(done)
  }
}
