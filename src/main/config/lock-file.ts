import { open, rm, stat } from 'node:fs/promises'
import { failure, fix } from '../../shared/errors.ts'

/** A lock that is older than this was left behind by a program that died. */
const staleMs = 10_000
const waitMs = 5_000

/**
 * Takes a lock that instances of this app share: a file that only one can create. Resolves to the release. Waits up to five seconds for another's edit, which takes
 * milliseconds; rejects with SETTINGS after that.
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const until = Date.now() + waitMs
  for (;;) {
    try {
      await (await open(path, 'wx', 0o600)).close()
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(path, error)
    }
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    )
    if (age > staleMs) await rm(path, { force: true })
    else if (Date.now() > until)
      throw failure({
        code: 'SETTINGS',
        message: 'The config file was not changed, because another TraceCraft is changing it.',
        fix: fix('Save again.'),
      })
    else await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function notWritable(path: string, error: unknown) {
  return failure({
    code: 'SETTINGS',
    message: `The config file cannot be written beside ${path.replace(/\.lock$/, '')}.`,
    cause: `The system says ${(error as NodeJS.ErrnoException).code ?? 'no'}.`,
    fix: fix('Check the rights on the folder.'),
  })
}
