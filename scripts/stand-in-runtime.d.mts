/** Makes a folder that electron-builder takes for Electron's runtime on Linux, and returns its path. */
export function makeStandInRuntime(folder: string): string
