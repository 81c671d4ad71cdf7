import { heightOf, type Plot, type PlotPoint, scaleMarks } from './chart-plot.ts'

/** Draws a plot. Failed runs are crosses above all others, so that colour is not what tells them. Colours are the page's own. */
export function drawPlot(canvas: HTMLCanvasElement, plot: Plot): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height } = plot.frame
  const scale = window.devicePixelRatio || 1
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  context.scale(scale, scale)
  context.clearRect(0, 0, width, height)
  const style = getComputedStyle(canvas)
  const colour = (name: string) => style.getPropertyValue(name).trim() || '#888'

  context.font = `10px ${style.fontFamily}`
  context.textBaseline = 'middle'
  const marks = scaleMarks
    .filter(({ ms }) => ms >= plot.least && ms <= plot.most)
    .map(({ ms, text }) => ({ text, y: Math.round(heightOf(ms, plot.least, plot.most, height)) + 0.5 }))
  context.fillStyle = colour('--border-subtle')
  for (const { y } of marks) context.fillRect(0, y - 0.5, width, 1)

  const drawn = new Set<number>()
  const each = (kind: PlotPoint['kind'], draw: (x: number, y: number) => void) => {
    drawn.clear()
    for (const column of plot.columns)
      for (const point of column) {
        if (point.kind !== kind) continue
        const x = Math.round(point.x)
        const y = Math.round(point.y)
        const place = x * 4096 + y
        if (drawn.has(place)) continue
        drawn.add(place)
        draw(x, y)
      }
  }
  // Few points may be larger; many would run together.
  const size = plot.count < 2000 ? 4 : 3
  const dot = (x: number, y: number) => context.fillRect(x - size / 2, y - size / 2, size, size)
  context.fillStyle = colour('--text-muted')
  context.globalAlpha = 0.6
  each('unknown', dot)
  context.fillStyle = colour('--focus-ring')
  context.globalAlpha = 0.8
  each('ok', dot)
  context.globalAlpha = 1
  context.strokeStyle = colour('--error')
  context.lineWidth = 1.5
  context.beginPath()
  each('failed', (x, y) => {
    context.moveTo(x - 3, y - 3)
    context.lineTo(x + 3, y + 3)
    context.moveTo(x + 3, y - 3)
    context.lineTo(x - 3, y + 3)
  })
  context.stroke()

  // The scale is written last, on the page's own ground, so that it can be read where points are dense.
  let above = Number.POSITIVE_INFINITY
  for (const { text, y } of marks) {
    if (above - y < 13) continue
    above = y
    context.fillStyle = colour('--surface-base')
    context.fillRect(0, y - 6, context.measureText(text).width + 8, 12)
    context.fillStyle = colour('--text-muted')
    context.fillText(text, 2, y)
  }
}
