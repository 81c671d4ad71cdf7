// `node scripts/release.mjs sign FOLDER`: signs the update feed with TRACECRAFT_UPDATE_SIGNING_KEY, where that is set.
// `node scripts/release.mjs checksums FOLDER`: writes SHA256SUMS.
// `node scripts/release.mjs new-key`: prints a new pair of keys for an update feed.

import { generateKeyPairSync } from 'node:crypto'
import { signFeed, writeChecksums } from './release-files.mjs'

const [what, folder] = process.argv.slice(2)
if (what === 'sign' && folder) {
  const key = process.env.TRACECRAFT_UPDATE_SIGNING_KEY
  if (key) for (const name of signFeed(folder, key)) console.log(`signed ${name}`)
  else console.log('No update feed is signed: TRACECRAFT_UPDATE_SIGNING_KEY is not set.')
} else if (what === 'checksums' && folder) process.stdout.write(await writeChecksums(folder))
else if (what === 'new-key') {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  console.log(
    `Keep this secret, as TRACECRAFT_UPDATE_SIGNING_KEY:\n\n${String(privateKey.export({ type: 'pkcs8', format: 'pem' }))}`,
  )
  console.log(
    `This goes into the packages, as TRACECRAFT_UPDATE_KEY:\n\n${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`,
  )
} else {
  console.error('node scripts/release.mjs sign FOLDER | checksums FOLDER | new-key')
  process.exitCode = 2
}
