// Packs PNG images into the icon files of Windows and macOS. Both take PNG as it is.

/** An .ico of these images (`{ size, png }`, sizes up to 256): a directory of 16 bytes an image, then the images. */
export function packIco(images) {
  const head = Buffer.alloc(6 + 16 * images.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(images.length, 4)
  let offset = head.length
  for (const [at, { size, png }] of images.entries()) {
    const entry = 6 + 16 * at
    // 0 stands for 256.
    head.writeUInt8(size % 256, entry)
    head.writeUInt8(size % 256, entry + 1)
    head.writeUInt16LE(1, entry + 4)
    head.writeUInt16LE(32, entry + 6)
    head.writeUInt32LE(png.length, entry + 8)
    head.writeUInt32LE(offset, entry + 12)
    offset += png.length
  }
  return Buffer.concat([head, ...images.map((one) => one.png)])
}

/** The types of an .icns that hold PNG: points, pixels. `ic11` to `ic14` and `ic10` are the doubled ones of displays with two pixels a point. */
const icnsTypes = [
  ['icp4', 16],
  ['ic11', 32],
  ['icp5', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]

/** An .icns of these images (`{ size, png }`): a block for each type, of its name, its length and the image. Throws when a size is missing. */
export function packIcns(images) {
  const blocks = icnsTypes.map(([type, size]) => {
    const image = images.find((one) => one.size === size)
    if (!image) throw new Error(`An .icns needs an image of ${size} pixels.`)
    return block(type, image.png)
  })
  return block('icns', Buffer.concat(blocks))
}

function block(type, content) {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32BE(content.length + 8, 4)
  return Buffer.concat([head, content])
}
