import { spawn } from 'node:child_process'

/** Opens a URL in the default browser. What goes wrong is told in one line and stops nothing: the URL is printed anyway. */
export function openBrowser(url: string, onProblem: (line: string) => void): void {
  const [command, args] =
    process.platform === 'darwin'
      ? (['open', [url]] as const)
      : process.platform === 'win32'
        ? (['rundll32', ['url.dll,FileProtocolHandler', url]] as const)
        : (['xdg-open', [url]] as const)
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  child.on('error', () => onProblem('No browser could be opened from here; open the address yourself.'))
  child.unref()
}
