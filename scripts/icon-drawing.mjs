// The app's icon as SVG: the steps of a run, as the timeline shows them, on a dark ground. Drawn anew for small sizes, where fewer and thicker bars on whole pixels say more than a picture scaled down.

const colours = { agent: '#8b7cf6', model: '#5b93ff', tool: '#2fd0b5', other: '#f2ac3c' }

/** Below this many pixels the small drawing is used. */
const smallUpTo = 40

/**
 * The icon for `size` pixels. `system` 'mac' keeps the margins of Apple's icon grid (a body of 824 in 1024, with a shadow below); 'others' fills the square, as Windows and Linux do.
 */
export function drawIcon(size, system) {
  return size <= smallUpTo ? drawSmall(size, system) : drawLarge(system)
}

function drawLarge(system) {
  const body = system === 'mac' ? { at: 100, side: 824 } : { at: 40, side: 944 }
  const unit = body.side / 824
  // In units of the 824 body: where each bar begins and how long it is.
  const bars = [
    [116, 592, colours.agent],
    [188, 312, colours.model],
    [288, 226, colours.tool],
    [476, 232, colours.other],
  ]
  const height = 86
  const pitch = 132
  const top = (824 - (3 * pitch + height)) / 2
  const place = (value) => round(body.at + value * unit)
  const drawn = bars.map(([x, width, fill], row) => {
    const attributes = `x="${place(x)}" y="${place(top + row * pitch)}" width="${round(width * unit)}" height="${round(height * unit)}" rx="${round((height / 2) * unit)}"`
    return `<rect ${attributes} fill="${fill}"/><rect ${attributes} fill="url(#sheen)"/>`
  })
  const shape = squircle(body.at, body.side)
  const shadow =
    system === 'mac'
      ? `<filter id="shadow" x="-10%" y="-10%" width="120%" height="125%"><feDropShadow dx="0" dy="10" stdDeviation="10" flood-color="#000" flood-opacity="0.3"/></filter>`
      : ''
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024">
  <defs>
    <linearGradient id="ground" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#2d2f4e"/><stop offset="1" stop-color="#14151f"/></linearGradient>
    <radialGradient id="light" cx="0.3" cy="0" r="0.9"><stop offset="0" stop-color="#8b7cf6" stop-opacity="0.34"/><stop offset="1" stop-color="#8b7cf6" stop-opacity="0"/></radialGradient>
    <linearGradient id="edge" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity="0.28"/><stop offset="0.4" stop-color="#fff" stop-opacity="0.04"/><stop offset="1" stop-color="#fff" stop-opacity="0.08"/></linearGradient>
    <linearGradient id="sheen" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#fff" stop-opacity="0.2"/><stop offset="1" stop-color="#000" stop-opacity="0.1"/></linearGradient>
    <clipPath id="body"><path d="${shape}"/></clipPath>${shadow}
  </defs>
  <path d="${shape}" fill="url(#ground)"${shadow ? ' filter="url(#shadow)"' : ''}/>
  <path d="${shape}" fill="url(#light)"/>
  <path d="${shape}" fill="none" stroke="url(#edge)" stroke-width="${round(8 * unit)}" clip-path="url(#body)"/>
  ${drawn.join('\n  ')}
</svg>
`
}

/** Three bars on whole pixels; the body keeps a pixel or two from the edge on macOS. */
function drawSmall(size, system) {
  const margin = system === 'mac' ? Math.max(1, Math.round(size / 16)) : 0
  const body = size - 2 * margin
  const height = Math.max(2, Math.round(body * 0.145))
  const gap = Math.max(1, Math.round(body * 0.08))
  const top = margin + Math.round((body - 3 * height - 2 * gap) / 2)
  const left = margin + Math.round(body * 0.19)
  const width = size - 2 * left
  const bars = [
    [0, 1, colours.agent],
    [0.16, 0.5, colours.model],
    [0.58, 0.42, colours.tool],
  ]
  const drawn = bars.map(([from, part, fill], row) => {
    const x = left + Math.round(from * width)
    const length = from + part >= 1 ? left + width - x : Math.round(part * width)
    return `<rect x="${x}" y="${top + row * (height + gap)}" width="${length}" height="${height}" rx="${height > 2 ? height / 2 : 0.6}" fill="${fill}"/>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}">
  <defs><linearGradient id="ground" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#3b3e6b"/><stop offset="1" stop-color="#20223a"/></linearGradient></defs>
  <rect x="${margin}" y="${margin}" width="${body}" height="${body}" rx="${round(body * 0.225)}" fill="url(#ground)"/>
  ${drawn.join('\n  ')}
</svg>
`
}

/**
 * A square whose corners bend without a seam, as those of Apple's icons do: each corner is three curves, given as parts of its radius, and mirrored for the others.
 */
function squircle(at, side) {
  const radius = side * 0.225
  const corner = [
    [1.5287, 0],
    [1.0885, 0],
    [0.8684, 0],
    [0.6699, 0.0655],
    [0.6315, 0.0749],
    [0.3728, 0.1691],
    [0.1691, 0.3728],
    [0.0749, 0.6315],
    [0, 0.8684],
    [0, 1.0885],
    [0, 1.5287],
  ].map(([x, y]) => [x * radius, y * radius])
  const far = (value) => side - value
  const mirrored = [
    corner.map(([x, y]) => [far(x), y]),
    corner.toReversed().map(([x, y]) => [far(x), far(y)]),
    corner.map(([x, y]) => [x, far(y)]),
    corner.toReversed(),
  ]
  const commands = ['L', 'C', '', '', 'L', 'C', '', '', 'C', '', '']
  // Backwards, a corner's curves come in the order of its other end.
  const backwards = ['L', 'C', '', '', 'C', '', '', 'L', 'C', '', '']
  const drawn = mirrored.map((points, which) =>
    points
      .map(([x, y], step) => `${(which % 2 ? backwards : commands)[step]}${round(at + x)} ${round(at + y)}`)
      .join(' '),
  )
  return `${drawn.join(' ').replace('L', 'M')}Z`
}

const round = (value) => Math.round(value * 100) / 100
