// Reads the table of contents of an asar archive: a size, a header of JSON, and then the files one after the other.

import { closeSync, openSync, readSync } from 'node:fs'

/** The files of an archive, as paths with slashes, sorted; those that lie unpacked beside it are marked. Throws when it is no archive. */
export function asarFiles(archive) {
  const file = openSync(archive, 'r')
  try {
    const sizes = Buffer.alloc(16)
    readSync(file, sizes, 0, 16, 0)
    // Two pickles: the first holds the size of the second, which holds the length of the text and the text.
    if (sizes.readUInt32LE(0) !== 4) throw new Error(`${archive} is not an asar archive`)
    const text = Buffer.alloc(sizes.readUInt32LE(12))
    readSync(file, text, 0, text.length, 16)
    return list(JSON.parse(text.toString('utf8')), '').sort((a, b) => (a.path < b.path ? -1 : 1))
  } finally {
    closeSync(file)
  }
}

function list(folder, above) {
  return Object.entries(folder.files).flatMap(([name, entry]) => {
    const path = above ? `${above}/${name}` : name
    return entry.files ? list(entry, path) : [{ path, size: entry.size, unpacked: entry.unpacked === true }]
  })
}
