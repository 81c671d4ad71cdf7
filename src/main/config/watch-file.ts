import { existsSync, type FSWatcher, realpathSync, watch } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** How long after the last of several writes a change is told. */
const settleMs = 100

/**
 * Tells when a file was written, replaced, made or removed, 100 ms after the last of several writes. Folders are watched and not the file, because editors replace files; where
 * the file's folder does not exist yet, the one above it is, until it does. A file that is a link is watched in both places. Returns the way to stop. Does not keep the process alive.
 */
export function watchConfigFile(path: string, changed: () => void): () => void {
  let watchers: FSWatcher[] = []
  let timer: NodeJS.Timeout | null = null
  let stopped = false
  let watched = ''

  const tell = () => {
    if (timer) clearTimeout(timer)
    timer = setTimeout(() => {
      start()
      changed()
    }, settleMs)
    timer.unref()
  }
  const close = () => {
    for (const one of watchers) one.close()
    watchers = []
  }
  /** Watches what there is to watch now; after each change, because a folder or a link may have come or gone. */
  const start = () => {
    if (stopped) return
    const places = placesOf(path)
    const key = places.join('\n')
    if (key === watched && watchers.length === places.length) return
    close()
    watched = key
    for (const place of places) {
      try {
        const name = basename(place)
        const watcher = watch(dirname(place), { persistent: false }, (_event, file) => {
          if (file === null || file === name) tell()
        })
        watcher.on('error', () => {
          watcher.close()
          watchers = watchers.filter((one) => one !== watcher)
        })
        watchers.push(watcher)
      } catch {
        // A folder that may not be watched: its changes are seen when the app starts again.
      }
    }
  }
  start()
  return () => {
    stopped = true
    if (timer) clearTimeout(timer)
    close()
  }
}

/** The paths whose appearance or change matters: the file itself and what it links to, else the nearest folder above it that does not exist yet. */
function placesOf(path: string): string[] {
  if (existsSync(path)) {
    const target = realpathSync(path)
    const direct = join(realpathSync(dirname(path)), basename(path))
    return target === direct ? [path] : [path, target]
  }
  let missing = path
  while (!existsSync(dirname(missing)) && dirname(missing) !== missing) missing = dirname(missing)
  return [missing]
}
