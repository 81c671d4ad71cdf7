/** What jsdom lacks and the page needs: a size for virtual lists, media queries, observers. Cleans up after each test. */

import { cleanup } from '@testing-library/react'
import { afterEach, beforeEach } from 'vitest'

/** The room that every element claims to have. jsdom lays nothing out, and a virtual list of no height draws no rows. */
const room = { width: 1200, height: 600 }

for (const [name, value] of [
  ['clientWidth', room.width],
  ['clientHeight', room.height],
  ['offsetWidth', room.width],
  ['offsetHeight', room.height],
] as const)
  Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value })

/** Gives a prototype a method that jsdom does not have. */
function provide(target: object, name: string, value: (...given: never[]) => unknown): void {
  if (!(name in target)) Object.defineProperty(target, name, { configurable: true, writable: true, value })
}

provide(Element.prototype, 'scrollTo', function scrollTo(this: Element, to?: ScrollToOptions | number, top?: number) {
  this.scrollTop = (typeof to === 'object' ? to.top : top) ?? 0
})
provide(Element.prototype, 'scrollIntoView', () => {})
provide(Element.prototype, 'getAnimations', () => [])
provide(Element.prototype, 'setPointerCapture', () => {})
provide(Element.prototype, 'releasePointerCapture', () => {})

window.matchMedia ??= (query) =>
  Object.assign(new EventTarget(), {
    matches: false,
    media: query,
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
  })

/** Reports the element's size once, as a browser does when it starts to observe. */
class SizeOnce implements ResizeObserver {
  readonly #report: ResizeObserverCallback

  constructor(report: ResizeObserverCallback) {
    this.#report = report
  }

  observe(target: Element): void {
    const size = [{ inlineSize: room.width, blockSize: room.height }]
    const entry: ResizeObserverEntry = {
      target,
      contentRect: new DOMRect(0, 0, room.width, room.height),
      borderBoxSize: size,
      contentBoxSize: size,
      devicePixelContentBoxSize: size,
    }
    queueMicrotask(() => this.#report([entry], this))
  }

  unobserve(): void {}
  disconnect(): void {}
}

window.ResizeObserver ??= SizeOnce
globalThis.ResizeObserver ??= window.ResizeObserver

beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
})

afterEach(() => {
  cleanup()
  window.history.replaceState(null, '', '/')
})
