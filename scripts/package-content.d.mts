/** The files that `files` of electron-builder.yml takes from the project, as paths with slashes, sorted. */
export function packagedFiles(root: string): string[]

/** What is wrong with a package of these files, one line each. `machine` holds the folders of the machine that builds, which no file may name. */
export function packageFaults(
  paths: readonly string[],
  read: (path: string) => string,
  machine: readonly string[],
): string[]

/** Folders that a bundle names only when something went wrong: the project's own, and the user's home. */
export function machineFolders(root: string): string[]
