import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packIcns } from '../../../scripts/icon-files.mjs'

const resources = resolve(import.meta.dirname, '../../../resources')
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Width and height of a PNG, which must be one. */
function pngSize(png: Buffer): [number, number] {
  expect(png.subarray(0, 8)).toEqual(signature)
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}

describe('the icons', () => {
  it('of Linux are pictures of the sizes that they are named after', () => {
    const names = readdirSync(join(resources, 'icons'))
    expect(names.length).toBeGreaterThanOrEqual(8)
    for (const name of names) {
      const size = parseInt(name, 10)
      expect(name).toBe(`${size}x${size}.png`)
      expect(pngSize(readFileSync(join(resources, 'icons', name)))).toEqual([size, size])
    }
  })

  it('of Windows hold a picture for every size that Windows asks for', () => {
    const ico = readFileSync(join(resources, 'icon.ico'))
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, at) => {
      const entry = 6 + 16 * at
      const [length, offset] = [ico.readUInt32LE(entry + 8), ico.readUInt32LE(entry + 12)]
      const [width] = pngSize(ico.subarray(offset, offset + length))
      expect(ico.readUInt8(entry)).toBe(width % 256)
      return width
    })
    expect(sizes).toEqual(expect.arrayContaining([16, 20, 24, 32, 40, 48, 64, 256]))
  })

  it('of macOS hold a picture for every size, the doubled ones too', () => {
    const icns = readFileSync(join(resources, 'icon.icns'))
    expect(icns.toString('latin1', 0, 4)).toBe('icns')
    expect(icns.readUInt32BE(4)).toBe(icns.length)
    const found: [string, number][] = []
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
      found.push([icns.toString('latin1', at, at + 4), pngSize(icns.subarray(at + 8))[0]])
    expect(Object.fromEntries(found)).toEqual({
      icp4: 16,
      ic11: 32,
      icp5: 32,
      ic12: 64,
      ic07: 128,
      ic13: 256,
      ic08: 256,
      ic14: 512,
      ic09: 512,
      ic10: 1024,
    })
  })

  it('cannot be packed for macOS with a size missing', () => {
    expect(() => packIcns([{ size: 16, png: signature }])).toThrow(/needs an image of 32 pixels/)
  })
})
