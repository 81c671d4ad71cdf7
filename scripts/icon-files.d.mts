interface IconImage {
  /** Width and height in pixels. */
  readonly size: number
  readonly png: Buffer
}

/** An .ico of these images. */
export function packIco(images: readonly IconImage[]): Buffer

/** An .icns of these images. Throws when one of its sizes is missing. */
export function packIcns(images: readonly IconImage[]): Buffer
