// What is published beside the installers: their checksums, and the signatures of the update feed.

import { createHash, createPrivateKey, sign } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

const published =
  /\.(?:dmg|zip|exe|AppImage|deb|rpm|tgz|blockmap|cdx\.json)$|^latest[\w-]*\.yml(?:\.sig)?$|^THIRD-PARTY-LICENSES\.txt$/

/** Names of the files of a folder that a release publishes, sorted. */
export function publishedFiles(folder) {
  return readdirSync(folder)
    .filter((name) => published.test(name))
    .sort((a, b) => (a < b ? -1 : 1))
}

/** Writes SHA256SUMS, in the form that `sha256sum --check` reads, and returns its text. */
export async function writeChecksums(folder) {
  const lines = []
  for (const name of publishedFiles(folder)) {
    const hash = createHash('sha256')
    await pipeline(createReadStream(join(folder, name)), hash)
    lines.push(`${hash.digest('hex')}  ${name}\n`)
  }
  writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''))
  return lines.join('')
}

/**
 * Signs each `latest….yml` of a folder with an Ed25519 key (PEM, PKCS #8): the app takes no feed without. Returns the names of what was signed. The signature is of the file's bytes, in base64, in a file of the
 * same name with `.sig` behind it.
 */
export function signFeed(folder, privateKey) {
  const key = createPrivateKey(privateKey)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('The key of the update feed must be an Ed25519 key.')
  const feeds = readdirSync(folder).filter((name) => /^latest[\w-]*\.yml$/.test(name))
  for (const name of feeds)
    writeFileSync(
      join(folder, `${name}.sig`),
      `${sign(null, readFileSync(join(folder, name)), key).toString('base64')}\n`,
    )
  return feeds
}

/** What the changelog says of a version: the text below its heading. Throws when the tag names another version, or the changelog none. */
export function releaseNotes(tag, version, changelog) {
  if (tag !== `v${version}`) throw new Error(`The tag is ${tag}, but package.json has version ${version}.`)
  const sections = changelog.split(/^## /m).slice(1)
  const section = sections.find((one) => one.startsWith(`[${version}]`))
  const text = section
    ?.slice(section.indexOf('\n'))
    .replace(/^\[[^\]]+\]: .*$/gm, '')
    .trim()
  if (!text) throw new Error(`CHANGELOG.md says nothing of version ${version}.`)
  return `${text}\n`
}
