/**
 * What runs inside each measured page: when its answer arrived, how long its frames are, and how long it takes from an input to the frame that shows a condition.
 * Installed before the page's own scripts; the same in the app, the bare list and the empty page.
 */

/** Offered to the bench as `window.bench`. */
export interface PageClock {
  /**
   * The answer in hand: when the newest message of the service that carries an outline was handed to the page as text, before anything parses it; in
   * performance.now(), NaN before. Parsing, unpacking and drawing all count. The bare list marks the same moment: its text read, not yet parsed.
   */
  answerAt: number
  /** Records the frames from now on. */
  startFrames(): void
  /** The lengths of the frames since startFrames, in milliseconds. */
  stopFrames(): number[]
  /** Resolves, once the frame that first holds the condition is painted, with the time since the last input; the condition is the body of a function. Rejects after 15 s. */
  untilPainted(condition: string, since: 'input' | 'answer'): Promise<number>
  /** Scrolls by this many pixels a frame, from the top, for this many frames. */
  scrollBy(pixels: number, frames: number): Promise<void>
  /** Zooms in and out around the middle, one small wheel event a frame. */
  zoom(frames: number): Promise<void>
}

/** Installs the clock. Serialised into the page: it may use nothing from outside itself. */
export function installClock(): void {
  let inputAt = Number.NaN
  let frames: number[] = []
  let recording = false
  for (const kind of ['keydown', 'input', 'pointerdown'] as const)
    window.addEventListener(kind, (event) => (inputAt = event.timeStamp), { capture: true })

  const scroller = (): HTMLElement =>
    document.querySelector<HTMLElement>('[data-timeline-scroller]') ??
    document.querySelector<HTMLElement>('[data-list-grid]') ??
    document.documentElement
  const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve))

  const clock: PageClock = {
    answerAt: Number.NaN,
    startFrames() {
      frames = []
      recording = true
      let last = Number.NaN
      const tick = (time: number): void => {
        if (!Number.isNaN(last)) frames.push(time - last)
        last = time
        if (recording) requestAnimationFrame(tick)
      }
      requestAnimationFrame(tick)
    },
    stopFrames() {
      recording = false
      return frames
    },
    untilPainted(condition, since) {
      const asked = performance.now()
      // The page's policy allows no code from text: the condition is one of a closed set of forms.
      const [form, ...given] = JSON.parse(condition) as [string, ...string[]]
      const count = (): number => Number(document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount') ?? 0)
      const forms: Record<string, () => boolean> = {
        rows: () => document.querySelector('[role=treegrid] [data-step]') !== null,
        fewerRowsThan: () => count() > 0 && count() < Number(given[0]),
        moreRowsThan: () => count() > Number(given[0]),
        hit: () => /[1-9]/.test(document.querySelector('[role=search] [role=status]')?.textContent ?? ''),
        detail: () => {
          // The link follows the selection only when it rests, so the row is asked; the ids of the steps are their places.
          const step = document.querySelector('[data-step][aria-selected=true]')?.getAttribute('data-step') ?? ''
          const panel = document.querySelector('aside [role=tabpanel]')
          const mark = `mark-${(Number(step) + 1).toString(16).padStart(16, '0')}`
          return step !== '' && step !== given[0] && (panel?.textContent ?? '').includes(mark)
        },
        text: () => (document.querySelector('aside [role=tabpanel]')?.textContent ?? '').includes(given[0] ?? ''),
      }
      const holds = forms[form]
      if (!holds) return Promise.reject(new Error(`no condition ${form}`))
      return new Promise((resolve, reject) => {
        const look = (): void => {
          if (holds()) {
            // A task behind the frame's own callbacks runs when the frame has been painted.
            const painted = new MessageChannel()
            painted.port1.addEventListener('message', () => {
              const from = since === 'input' ? inputAt : clock.answerAt
              resolve(performance.now() - from)
            })
            painted.port1.start()
            painted.port2.postMessage(null)
          } else if (performance.now() - asked > 15_000) reject(new Error(`not seen within 15 s: ${condition}`))
          else requestAnimationFrame(look)
        }
        requestAnimationFrame(look)
      })
    },
    async scrollBy(pixels, count) {
      const element = scroller()
      for (let i = 0; i < count; i++) {
        await nextFrame()
        element.scrollTop += pixels
      }
    },
    async zoom(count) {
      const element = scroller()
      const box = element.getBoundingClientRect()
      for (let i = 0; i < count; i++) {
        await nextFrame()
        const deltaY = i % 60 < 30 ? -20 : 20
        const at = { clientX: box.left + box.width * 0.75, clientY: box.top + box.height / 2 }
        element.dispatchEvent(
          new WheelEvent('wheel', { deltaY, ctrlKey: true, bubbles: true, cancelable: true, ...at }),
        )
      }
    },
  }
  Object.assign(window, { bench: clock })

  // The service's answers pass here before the page's own listeners hear of them.
  const Socket = window.WebSocket
  window.WebSocket = class extends Socket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols)
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const text = typeof data === 'string' ? data : ''
        const bytes = data instanceof Blob ? data.size : data instanceof ArrayBuffer ? data.byteLength : text.length
        if (
          bytes > 50_000 &&
          (text === '' || text.slice(0, 100_000).includes('"outline"') || text.includes('"columns"'))
        )
          clock.answerAt = performance.now()
      })
    }
  }
  new PerformanceObserver((list) => {
    for (const mark of list.getEntriesByName('answer')) clock.answerAt = mark.startTime
  }).observe({ entryTypes: ['mark'] })
}
