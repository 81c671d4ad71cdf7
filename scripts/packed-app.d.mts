export interface PackedApp {
  readonly name: string
  /** Path of its app.asar. */
  readonly archive: string
  /** Path of the binary that carries Electron's fuses. */
  readonly binary: string
}

/** The unpacked apps below electron-builder's output. */
export function packedApps(output: string): PackedApp[]

/** What of a packed app is not as it must be, one line each. `expected` are the paths that its archive should hold. */
export function packedAppFaults(app: PackedApp, expected: readonly string[]): string[]
