/** Names of the files of a folder that a release publishes, sorted. */
export function publishedFiles(folder: string): string[]

/** Writes SHA256SUMS, in the form that `sha256sum --check` reads, and returns its text. */
export function writeChecksums(folder: string): Promise<string>

/** Signs each `latest….yml` of a folder with an Ed25519 key (PEM, PKCS #8). Returns the names of what was signed. */
export function signFeed(folder: string, privateKey: string): string[]

/** What the changelog says of a version. Throws when the tag names another version, or the changelog none. */
export function releaseNotes(tag: string, version: string, changelog: string): string
