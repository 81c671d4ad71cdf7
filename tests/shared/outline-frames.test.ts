import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  childFrames,
  type Frames,
  framesOf,
  mergedFrames,
  siblingFrame,
} from '../../src/shared/model/outline-frames.ts'
import { outlineTimes } from '../../src/shared/model/outline-times.ts'
import { nameAt, type Outline } from '../../src/shared/model/outline.ts'
import { microseconds } from '../../src/shared/units.ts'
import { flatten, forest, outlineOf } from './outline-reference.ts'

const start = 1_700_000_000_000_000

function read(nodes: Parameters<typeof outlineOf>[0]) {
  const outline = outlineOf(nodes, start)
  for (let i = 0; i < outline.length; i++) outline.type[i] = i % 3
  return { outline, times: outlineTimes(outline, microseconds(start + 1500)), flat: flatten(nodes) }
}

/** A frame as a tree node, so that two ways of making them can be compared. */
interface Plain {
  readonly label: string
  readonly steps: number[]
  readonly self: number
  readonly width: number
  readonly errors: number
  readonly children: Plain[]
}

/** Merges by walking: the steps of one name and type among these are one frame, whose children are those of all of them. */
function mergedByWalking(steps: readonly number[], given: ReturnType<typeof read>): Plain[] {
  const { outline, times, flat } = given
  const labels = [...new Set(steps.map((i) => labelOf(outline, i)))]
  return labels.map((label) => {
    const same = steps.filter((i) => labelOf(outline, i) === label)
    const children = mergedByWalking(
      same.flatMap((i) => flat[i]!.children),
      given,
    )
    const self = same.reduce((sum, i) => sum + (times.self[i]! > 0 ? times.self[i]! : 0), 0)
    return {
      label,
      steps: same,
      self,
      width: children.reduce((sum, child) => sum + child.width, self),
      errors: same.filter((i) => flat[i]!.node.error).length,
      children,
    }
  })
}

function labelOf(outline: Outline, i: number): string {
  return `${nameAt(outline, i)} ${outline.type[i]}`
}

function plain(frames: Frames, outline: Outline, frame: number): Plain {
  return {
    label: labelOf(outline, frames.step[frame]!),
    steps: [...frames.ofStep.keys()].filter((i) => frames.ofStep[i] === frame),
    self: frames.self[frame]!,
    width: frames.width[frame]!,
    errors: frames.errors[frame]!,
    children: [...childFrames(frames, frame)].map((child) => plain(frames, outline, child)),
  }
}

function roots(frames: Frames): number[] {
  return [...frames.parent.keys()].filter((frame) => frames.parent[frame] === -1)
}

describe('the frames of a flame graph', () => {
  it('are one a step, as wide as the own time of all steps within', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const { outline, times, flat } = read(nodes)
        const frames = framesOf(outline, times)
        const ownTime = (i: number) => (times.self[i]! > 0 ? times.self[i]! : 0)
        const widthOf = (i: number): number =>
          flat[i]!.children.reduce((sum, child) => sum + widthOf(child), ownTime(i))
        for (const { index, depth, parent } of flat) {
          expect(frames.width[index]).toBe(widthOf(index))
          expect([frames.depth[index], frames.parent[index], frames.step[index]]).toEqual([depth, parent, index])
        }
      }),
    )
  })

  it('merge siblings of one name and type, and their children so again', () => {
    fc.assert(
      fc.property(forest, (nodes) => {
        const given = read(nodes)
        const frames = mergedFrames(given.outline, given.times)
        const rootSteps = given.flat.filter((one) => one.parent === -1).map((one) => one.index)
        expect(roots(frames).map((frame) => plain(frames, given.outline, frame))).toEqual(
          mergedByWalking(rootSteps, given),
        )
      }),
    )
  })

  it('lie side by side within their parent and never overlap', () => {
    fc.assert(
      fc.property(forest, fc.boolean(), (nodes, merged) => {
        const { outline, times } = read(nodes)
        const frames = merged ? mergedFrames(outline, times) : framesOf(outline, times)
        const check = (list: number[], from: number, to: number) => {
          let at = from
          for (const frame of list) {
            expect(frames.left[frame]).toBe(at)
            at += frames.width[frame]!
            check([...childFrames(frames, frame)], frames.left[frame]!, at)
          }
          expect(at).toBeLessThanOrEqual(to)
        }
        check(roots(frames), 0, frames.total)
      }),
    )
  })

  it('lead from sibling to sibling in both directions', () => {
    fc.assert(
      fc.property(forest, fc.boolean(), (nodes, merged) => {
        const { outline, times } = read(nodes)
        const frames = merged ? mergedFrames(outline, times) : framesOf(outline, times)
        for (let frame = 0; frame < frames.length; frame++) {
          const above = frames.parent[frame]!
          const siblings = above < 0 ? roots(frames) : [...childFrames(frames, above)]
          const at = siblings.indexOf(frame)
          expect(siblingFrame(frames, frame, 1)).toBe(siblings[at + 1] ?? -1)
          expect(siblingFrame(frames, frame, -1)).toBe(siblings[at - 1] ?? -1)
        }
      }),
    )
  })
})
