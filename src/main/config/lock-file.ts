import { open, readFile, rm, stat } from 'node:fs/promises'
import { failure, fix } from '../../shared/errors.ts'
import { steadyNow } from '../clock.ts'

/** A lock without a holder's id is given up after this time: between making it and writing the id lie microseconds, unless its maker died there. */
const staleMs = 1_000
const waitMs = 5_000

/**
 * Takes a lock that instances of this app share: a file that only one can create, with its holder's process id in it. Resolves to the release. Waits up to five seconds for
 * another's edit, which takes milliseconds; rejects with SETTINGS after that. The lock of a process that died is taken over at once.
 */
export async function lockFile(path: string): Promise<() => Promise<void>> {
  const until = steadyNow() + waitMs
  for (;;) {
    try {
      const file = await open(path, 'wx', 0o600)
      try {
        await file.writeFile(String(process.pid))
      } finally {
        await file.close()
      }
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritable(path.replace(/\.lock$/, ''), error)
    }
    if (await leftBehind(path)) await rm(path, { force: true })
    else if (steadyNow() > until)
      throw failure({
        code: 'SETTINGS',
        message: 'The config file was not changed, because another TraceCraft is changing it.',
        fix: fix('Save again.'),
      })
    else await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Did the holder die with the lock in its hands? */
async function leftBehind(path: string): Promise<boolean> {
  try {
    const holder = Number(await readFile(path, 'utf8'))
    if (Number.isInteger(holder) && holder > 0) return !isAlive(holder)
    // Just made and not written yet, or its writer died between the two.
    // Of the future where the clock was set back meanwhile.
    return Math.abs(Date.now() - (await stat(path)).mtimeMs) > staleMs
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The SETTINGS failure of a file system that does not let the config file be written. */
export function notWritable(configPath: string, error: unknown) {
  return failure({
    code: 'SETTINGS',
    message: `The config file cannot be written: ${configPath}`,
    cause: `The system says ${(error as NodeJS.ErrnoException).code ?? 'no'}.`,
    fix: fix('Check the folder, the rights on it and the free space.'),
  })
}
