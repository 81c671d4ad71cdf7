/** Says whether the tests that follow are run or skipped, and why. */

import { runtime } from '../support/real-electron.ts'

export function setup(): void {
  process.stderr.write(
    runtime
      ? `Electron: ${runtime}\n`
      : 'Electron itself is not on this machine (`node node_modules/electron/install.js` fetches it), so what is listed here is skipped. Its page parts run under the stand-in in tests/e2e.\n',
  )
}
