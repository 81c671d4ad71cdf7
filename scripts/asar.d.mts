/** The files of an asar archive, sorted by path. Throws when it is no archive. */
export function asarFiles(archive: string): { path: string; size: number; unpacked: boolean }[]
