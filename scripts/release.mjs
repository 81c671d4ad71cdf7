// `node scripts/release.mjs sign FOLDER`: signs the update feed with TRACECRAFT_UPDATE_SIGNING_KEY, where that is set.
// `node scripts/release.mjs checksums FOLDER`: writes SHA256SUMS.
// `node scripts/release.mjs notes TAG`: prints what the changelog says of a version; fails when the tag is not package.json's version.
// `node scripts/release.mjs new-key`: prints a new pair of keys for an update feed.

import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { releaseNotes, signFeed, writeChecksums } from './release-files.mjs'

const root = resolve(import.meta.dirname, '..')

const [what, folder] = process.argv.slice(2)
if (what === 'sign' && folder) {
  const key = process.env.TRACECRAFT_UPDATE_SIGNING_KEY
  if (key) for (const name of signFeed(folder, key)) console.log(`signed ${name}`)
  else console.log('No update feed is signed: TRACECRAFT_UPDATE_SIGNING_KEY is not set.')
} else if (what === 'checksums' && folder) process.stdout.write(await writeChecksums(folder))
else if (what === 'notes' && folder) {
  const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))
  try {
    process.stdout.write(releaseNotes(folder, version, readFileSync(resolve(root, 'CHANGELOG.md'), 'utf8')))
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
} else if (what === 'new-key') {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  console.log(
    `Keep this secret, as TRACECRAFT_UPDATE_SIGNING_KEY:\n\n${String(privateKey.export({ type: 'pkcs8', format: 'pem' }))}`,
  )
  console.log(
    `This goes into the packages, as TRACECRAFT_UPDATE_KEY:\n\n${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
  )
} else {
  console.error('node scripts/release.mjs sign FOLDER | checksums FOLDER | notes TAG | new-key')
  process.exitCode = 2
}
