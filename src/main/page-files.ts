/** The files of the built page, for both carriers: what an address names, and nothing outside the page's folder. */

import { readFile, realpath } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

export interface PageFile {
  readonly body: Buffer<ArrayBuffer>
  readonly contentType: string
}

/** The kinds of file that a build makes. Nothing else is served, whatever lies in the folder. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/**
 * The names that a build gives its files. A path is compared as it came and never decoded, so that no escape, backslash, null byte, drive, stream or dot segment can stand for
 * anything: such a path names nothing.
 */
const builtName = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9_.-]*){1,8}$/

/** The file that a URL's path (still encoded) names; null when there is none, when it is not one of the page's, or when it is a link to somewhere outside the folder. */
export async function readPageFile(pageDir: string, encodedPath: string): Promise<PageFile | null> {
  const path = encodedPath === '/' ? '/index.html' : encodedPath
  const contentType = types[extname(path)]
  if (contentType === undefined || !builtName.test(path)) return null
  try {
    const [folder, file] = await Promise.all([realpath(pageDir), realpath(join(pageDir, path))])
    if (!file.startsWith(folder + sep)) return null
    return { body: await readFile(file), contentType }
  } catch {
    return null
  }
}
