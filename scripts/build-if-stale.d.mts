/** Resolves when `out/` is as new as the sources. `say` gets a line when a build starts. Rejects with the build's own output when it fails. */
export function buildIfStale(root: string, say: (line: string) => void): Promise<void>
