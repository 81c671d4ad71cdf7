import { generateKeyPairSync, sign } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Place, place } from '../support/program.ts'
import { type RealApp, runtime, startReal } from '../support/real-electron.ts'

describe.skipIf(runtime === null)('updates in Electron', () => {
  let at: Place
  let real: RealApp
  beforeEach(async () => {
    at = await place()
    real = await startReal(at, [])
  })
  afterEach(async () => {
    await real.app.close().catch(() => {})
    await at.remove()
  })

  it("are proved with the runtime's own cryptography, which is not Node's", async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const text = 'version: 1.1.0\n'
    const given = {
      text,
      key: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
      signature: sign(null, Buffer.from(text), privateKey).toString('base64'),
    }
    const proved = await real.app.evaluate((_electron, feed) => {
      const { createPublicKey, verify } = process.getBuiltinModule('node:crypto')
      const key = createPublicKey({ key: Buffer.from(feed.key, 'base64'), format: 'der', type: 'spki' })
      const holds = (of: string) => verify(null, Buffer.from(of), key, Buffer.from(feed.signature, 'base64'))
      return [key.asymmetricKeyType, holds(feed.text), holds('version: 9.9.9\n')]
    }, given)
    expect(proved).toEqual(['ed25519', true, false])
  })
})
