/** Whether and where this package looks for updates: decided by whoever packages the app, and kept inside the archive that Electron checks. */

import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { failure } from '../../../shared/errors.ts'

export interface UpdateSettings {
  /** The feed's folder: https, or plain http on this machine (to try a feed out). */
  readonly feed: URL
  /** The Ed25519 key that the feed must be signed with. */
  readonly key: KeyObject
}

/**
 * Reads `updates` from the package.json in the app's archive, where `npm run dist` puts it: `{"feed": "https://…", "key": "<base64 of the public key, DER>"}`. Null when there is none,
 * which is the rule. Throws a TraceCraftError when it is there and wrong: a package that was meant to be updated must not silently stay as it is.
 */
export function readUpdateSettings(appPath: string): UpdateSettings | null {
  const manifest = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8')) as { updates?: unknown }
  return manifest.updates === undefined ? null : parseUpdateSettings(manifest.updates)
}

/** Checks what the package names. Throws a TraceCraftError in plain words. */
export function parseUpdateSettings(given: unknown): UpdateSettings {
  const { feed, key } = (typeof given === 'object' && given !== null ? given : {}) as { feed?: unknown; key?: unknown }
  if (typeof feed !== 'string' || !URL.canParse(feed)) throw wrong('The address of the update feed is not a URL.')
  const address = new URL(feed)
  if (address.username || address.password) throw wrong('The address of the update feed must not hold a password.')
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && isLoopback(address.hostname)))
    throw wrong('The update feed must be an https address. Plain http is accepted on this machine only.')
  if (typeof key !== 'string') throw wrong('The update feed has no key to check its signature with.')
  return { feed: address, key: publicKey(key) }
}

function publicKey(text: string): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
    if (key.asymmetricKeyType === 'ed25519') return key
  } catch {
    // Told below, in words.
  }
  throw wrong('The key of the update feed is not an Ed25519 public key (base64 of its DER form).')
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

const wrong = (message: string) => failure({ code: 'SETTINGS', message })
