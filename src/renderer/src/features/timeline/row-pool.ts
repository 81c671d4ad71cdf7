/** The rows on screen: their elements are made once and used again as the list moves under them. React renders nothing while it is scrolled. */

import { rowOf } from '../../../../shared/model/outline-folding.ts'
import { type RowScene, RowView } from './row-view.ts'

export class RowPool {
  readonly #room: HTMLElement
  readonly #free: RowView[] = []
  #shown = new Map<number, RowView>()

  constructor(room: HTMLElement) {
    this.#room = room
  }

  /**
   * Shows the rows `start` … `end` (exclusive), and that of the selected step wherever it is, so that focus has a place to be. `order` puts the elements in the order
   * in which they are read: to move one costs as much as to make one, so that a scroll does it when it rests.
   */
  draw(scene: RowScene, start: number, end: number, order: boolean): void {
    const { rows, selected } = scene.state
    const last = Math.min(end, rows.length)
    const wanted: number[] = []
    const own = rowOf(rows, selected)
    if (own >= 0 && own < start) wanted.push(own)
    for (let row = Math.min(start, last); row < last; row++) wanted.push(row)
    if (own >= last) wanted.push(own)

    const before = this.#shown
    const after = new Map<number, RowView>()
    const missing: number[] = []
    for (const row of wanted) {
      const step = rows[row]!
      const view = before.get(step)
      if (!view) missing.push(row)
      else {
        before.delete(step)
        after.set(step, view)
        view.write(scene, step, row)
      }
    }
    // An element that has focus is used again last: focus moves on its own account.
    for (const view of before.values()) {
      if (view.element === document.activeElement) this.#free.unshift(view)
      else this.#free.push(view)
    }
    for (const row of missing) {
      const step = rows[row]!
      const view = this.#free.pop() ?? new RowView()
      view.write(scene, step, row)
      after.set(step, view)
      if (!order && !view.element.isConnected) this.#room.append(view.element)
    }
    this.#shown = after
    if (order) this.#order(wanted.map((row) => after.get(rows[row]!)!))
    for (const view of this.#free) if (view.element.isConnected) view.element.remove()
  }

  /** Assistive technology reads rows in the order of the document: what stands wrong is moved. */
  #order(views: readonly RowView[]): void {
    const room = this.#room
    const focused = document.activeElement
    let next: ChildNode | null = room.firstChild
    for (const { element } of views) {
      if (element === next) next = next.nextSibling
      else room.insertBefore(element, next)
    }
    if (focused instanceof HTMLElement && focused.isConnected && document.activeElement !== focused)
      focused.focus({ preventScroll: true })
  }
}
