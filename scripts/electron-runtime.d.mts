/** Path of Electron's executable, or null when it is not on this machine yet. */
export function electronExecutable(root: string): string | null

/** Fetches the runtime; null with a reason when it is not there within `limitMs`. `later` is called when it arrives after that. */
export function fetchElectron(
  root: string,
  limitMs: number,
  later: () => void,
): Promise<{ executable: string | null; reason: string | null }>
