/**
 * One row of the timeline as elements that are written by hand and used again for other steps. Few elements, and only what differs is written: rows come into sight
 * at every frame of a scroll.
 */

import { type SearchPlace, searchPlaces } from '../../../../shared/search-place.ts'
import { errorsBelow } from '../../../../shared/model/outline-errors.ts'
import { isGroup } from '../../../../shared/model/outline-groups.ts'
import { nameAt, outlineFlags, stepTypeAt } from '../../../../shared/model/outline.ts'
import { stepTypeLabel } from '../../ui/step-icon.tsx'
import { barInWords } from './bar-text.ts'
import type { RowIcon } from './row-icons.tsx'
import { rowHeight } from './row-window.ts'
import styles from './timeline-row.module.css'
import { placeOfHit, type TimelineState } from './timeline-store.ts'
import { formatTokenPair } from './token-format.ts'

/** One level of the tree is indented by this many pixels. */
export const indent = 14

/** What all rows of a drawing share. */
export interface RowScene {
  readonly state: TimelineState
  /** What is searched for, in small letters; empty when nothing is. */
  readonly wanted: string
  /** Deeper steps are drawn at this depth and say how deep they are. */
  readonly deepestIndent: number
  readonly dimmed: (step: number) => boolean
  /** The rows are passed over too far in one frame to be read: how deep they lie is told when they rest. It is another number in each, and dear to draw. */
  readonly leaping?: boolean
}

const placeLabels: Record<SearchPlace, string> = {
  name: 'in name',
  input: 'in input',
  output: 'in output',
  attribute: 'in attribute',
  event: 'in event',
  error: 'in error',
}

function part(tag: string, className: string | undefined, role?: string): HTMLElement {
  const element = document.createElement(tag)
  if (className) element.className = className
  if (role) element.setAttribute('role', role)
  return element
}

export class RowView {
  readonly element = part('div', styles.row, 'row')
  readonly #tree = part('div', styles.tree, 'gridcell')
  readonly #caret = part('span', styles.caret)
  readonly #icon = part('span', styles.icon)
  readonly #name = part('span', styles.name)
  readonly #notes = part('span', styles.notes)
  readonly #depth = part('span', styles.depth)
  readonly #type = part('span', styles.type)
  readonly #tokens = part('div', styles.tokens, 'gridcell')
  readonly #time = part('div', styles.time, 'gridcell')
  #written = ''
  step = -1

  constructor() {
    this.#tree.append(this.#caret, this.#icon, this.#name, this.#type)
    this.element.append(this.#tree, this.#tokens, this.#time)
  }

  /** Shows `step` in row `row`. What is as it was costs nothing. */
  write(scene: RowScene, step: number, row: number): void {
    const { data, folding, selected, search } = scene.state
    const { outline, siblings, sizes } = data
    const group = isGroup(outline, sizes, step)
    const folded = folding[step] === 1 && !search?.onlyMatches
    const flags = outline.flags[step]!
    const mark = search?.marks[step] ?? 0
    const dimmed = scene.dimmed(step)
    const { element } = this
    if (this.step !== step) {
      element.dataset['step'] = String(step)
      this.step = step
    }
    element.style.top = `${row * rowHeight}px`
    set(element, 'aria-rowindex', String(row + 2))
    set(element, 'aria-selected', step === selected ? 'true' : 'false')
    element.tabIndex = step === selected ? 0 : -1
    set(element, 'data-dimmed', dimmed ? 'true' : null)
    const before = this.#written
    this.#written = `${step}/${folded}/${mark > 0 ? scene.wanted : ''}/${mark}/${scene.deepestIndent}/${scene.leaping === true}`
    if (before === this.#written && element.isConnected && this.#data === data) return
    this.#data = data

    const depth = outline.depth[step]!
    const type = stepTypeAt(outline, step)
    const missing = (flags & outlineFlags.missing) !== 0
    const name = nameAt(outline, step) || (missing ? 'Missing parent' : 'Unnamed step')
    set(element, 'aria-level', String(depth + 1))
    set(element, 'aria-posinset', String(siblings.position[step]))
    set(element, 'aria-setsize', String(siblings.count[step]))
    set(element, 'aria-expanded', sizes[step]! > 1 ? String(!folded) : null)
    set(element, 'data-missing', missing ? 'true' : null)
    this.#indent(Math.min(depth, scene.deepestIndent))
    set(this.#caret, 'data-fold', sizes[step]! > 1 ? String(step) : null)
    set(this.#caret, 'data-icon', sizes[step]! > 1 ? (folded ? 'folded' : 'open') : null)
    set(this.#icon, 'data-icon', (missing ? 'missing' : type) satisfies RowIcon)
    writeName(this.#name, name, mark === 1 ? scene.wanted : '')
    this.#writeNotes(scene, step, { folded, group, mark, depth })
    text(this.#type, missing ? 'not in the trace' : stepTypeLabel[type])
    text(this.#tokens, formatTokenPair(outline.inputTokens[step]!, outline.outputTokens[step]!))
    set(this.#time, 'aria-label', barInWords(data, step, group && folded))
  }

  #data: TimelineState['data'] | null = null
  #level = -1

  /** Written on the one element that shows it: a custom property would be handed down to all within. */
  #indent(level: number): void {
    if (level === this.#level) return
    this.#level = level
    this.#tree.style.paddingLeft = `${8 + level * indent}px`
    this.#tree.style.backgroundSize = `${level * indent}px 100%`
  }

  /** What is out of the ordinary: how much is folded, errors of its own (solid) and hidden below (hollow), what became of its data, where it matches. */
  #writeNotes(
    { state, deepestIndent, leaping }: RowScene,
    step: number,
    { folded, group, mark, depth }: { folded: boolean; group: boolean; mark: number; depth: number },
  ): void {
    const { data } = state
    const { outline, sizes } = data
    const flags = outline.flags[step]!
    const has = (flag: number): boolean => (flags & flag) !== 0
    const notes: HTMLElement[] = []
    const icon = (name: RowIcon, label: string): void => {
      const element = image(styles.mark, label)
      element.dataset['icon'] = name
      notes.push(element)
    }
    if (depth > deepestIndent && leaping !== true) {
      // In a deep run every row says it: the element stays while the row goes from step to step.
      text(this.#depth, `level ${depth}`)
      notes.push(this.#depth)
    }
    if (group) notes.push(worded(styles.count, `×${sizes[step]!.toLocaleString('en-US')}`))
    else if (folded) notes.push(worded(styles.count, (sizes[step]! - 1).toLocaleString('en-US')))
    const place = placeOfHit(mark, searchPlaces)
    if (place) notes.push(worded(styles.place, placeLabels[place]))
    if (has(outlineFlags.streaming)) icon('streamed', 'Streamed')
    if (has(outlineFlags.cut)) icon('cut', 'Cut short')
    if (has(outlineFlags.running)) icon('running', 'Still running')
    if (has(outlineFlags.throttled)) icon('throttled', 'Throttled (429)')
    const hidden = !folded ? 0 : group ? data.group(step).failed : errorsBelow(outline, data.errors, step)
    if (has(outlineFlags.error) && !(group && folded)) {
      const own = image(styles.ownError, 'Error')
      own.textContent = '!'
      own.title = 'This step failed'
      notes.push(own)
    }
    if (hidden > 0) {
      const below = image(styles.childErrors, `${hidden} ${hidden === 1 ? 'error' : 'errors'} below`)
      below.textContent = hidden.toLocaleString('en-US')
      below.title = `${hidden} failed below`
      notes.push(below)
    }
    if (notes.length === 0) this.#notes.remove()
    else {
      if (notes.length !== 1 || this.#notes.childNodes.length !== 1 || this.#notes.firstChild !== notes[0])
        this.#notes.replaceChildren(...notes)
      if (this.#notes.parentElement === null) this.#name.after(this.#notes)
    }
  }
}

function set(element: HTMLElement, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value)
}

function text(element: HTMLElement, value: string): void {
  const node = element.firstChild
  if (node instanceof Text && node.nextSibling === null) {
    if (node.data !== value) node.data = value
  } else element.textContent = value
}

function worded(className: string | undefined, words: string): HTMLElement {
  const element = part('span', className)
  element.textContent = words
  return element
}

function image(className: string | undefined, label: string): HTMLElement {
  const element = part('span', className, 'img')
  element.setAttribute('aria-label', label)
  element.title = label
  return element
}

/** The name, its matching part marked. A long identifier is cut in its middle, because its ends are where two of them differ. */
function writeName(element: HTMLElement, name: string, wanted: string): void {
  set(element, 'title', name.length > 24 ? name : null)
  const at = wanted === '' ? -1 : name.toLocaleLowerCase().indexOf(wanted)
  if (at >= 0) {
    const mark = part('mark', styles.match)
    mark.textContent = name.slice(at, at + wanted.length)
    element.replaceChildren(name.slice(0, at), mark, name.slice(at + wanted.length))
  } else text(element, /^\S{44,}$/.test(name) ? `${name.slice(0, 26)}…${name.slice(-14)}` : name)
}
