/** The files of the built page, for both carriers: what an address names, and nothing outside the page's folder. */

import { readFile } from 'node:fs/promises'
import { extname, normalize, resolve, sep } from 'node:path'

export interface PageFile {
  readonly body: Buffer<ArrayBuffer>
  readonly contentType: string
  /** The page itself, whose name stays the same from build to build; the names of all others carry a hash of their content. */
  readonly isPage: boolean
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

/** The file that a URL's path (still encoded) names; null when there is none, when it lies outside the folder, or when the path cannot be decoded. */
export async function readPageFile(pageDir: string, encodedPath: string): Promise<PageFile | null> {
  try {
    const path = decodeURIComponent(encodedPath)
    const file = resolve(pageDir, `.${normalize(path === '/' ? '/index.html' : path)}`)
    if (!file.startsWith(resolve(pageDir) + sep)) return null
    const extension = extname(file)
    return {
      body: await readFile(file),
      contentType: types[extension] ?? 'application/octet-stream',
      isPage: extension === '.html',
    }
  } catch {
    return null
  }
}
