/** An update feed whose release notes, versions and checksums are signed: nothing in it is believed before its signature holds. */

import { type KeyObject, verify } from 'node:crypto'
import { GenericProvider } from 'electron-updater/out/providers/GenericProvider.js'
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js'
import { getChannelFilename, newUrlFromBase } from 'electron-updater/out/util.js'
import type { CustomPublishOptions, UpdateInfo } from 'builder-util-runtime'
import type { AppUpdater } from 'electron-updater'

/** The feed's signature is absent or does not hold. Nothing of the feed was used. */
export class UnsignedFeedError extends Error {
  override readonly name = 'UnsignedFeedError'
  readonly code = 'UNSIGNED_FEED'
}

interface SignedFeedOptions extends CustomPublishOptions {
  /** The feed's folder. */
  readonly url: string
  /** The public key, Ed25519. */
  readonly key: KeyObject
}

type RuntimeOptions = ConstructorParameters<typeof GenericProvider>[2]

/**
 * A folder of files like electron-builder's generic feed (`latest.yml`, `latest-mac.yml`, `latest-linux.yml` …), with a signature beside each: `latest.yml.sig` holds base64 of the
 * Ed25519 signature of the file's bytes. As the file names the SHA-512 of every installer, and the updater checks that of what it downloads, the signature covers the installers too.
 */
export class SignedFeed extends GenericProvider {
  readonly #url: URL
  readonly #key: KeyObject

  constructor(options: CustomPublishOptions, updater: AppUpdater, runtime: RuntimeOptions) {
    const { url, key } = options as SignedFeedOptions
    super({ provider: 'generic', url }, updater, runtime)
    this.#url = new URL(url.endsWith('/') ? url : `${url}/`)
    this.#key = key
  }

  /** Rejects with UnsignedFeedError, or as the generic provider does where the file cannot be had or read. */
  override async getLatestVersion(): Promise<UpdateInfo> {
    const name = getChannelFilename(this.getDefaultChannelName())
    const file = newUrlFromBase(name, this.#url, true)
    const text = (await this.httpRequest(file)) ?? ''
    const signature = await this.httpRequest(newUrlFromBase(`${name}.sig`, this.#url, true)).catch((error: unknown) => {
      if ((error as { statusCode?: number }).statusCode === 404) return null
      throw error
    })
    if (!signature) throw new UnsignedFeedError(`${name} has no signature`)
    if (!verify(null, Buffer.from(text, 'utf8'), this.#key, Buffer.from(signature, 'base64')))
      throw new UnsignedFeedError(`The signature of ${name} does not hold`)
    return parseUpdateInfo(text, name, file)
  }
}
