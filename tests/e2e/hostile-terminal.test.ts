/** Traces full of attacks on the command line: what a terminal is given holds nothing that it would obey, and what a program is given is JSON that says the same. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromW3c } from '../../src/shared/trace-id.ts'
import { platforms } from '../../src/shared/platform.ts'
import { type HostilePlatforms, startHostilePlatforms } from '../support/attacks/hostile-platforms.ts'
import { attackFamilies } from '../support/attacks/index.ts'
import { type Place, place, type Ran, run } from '../support/program.ts'

let hostile: HostilePlatforms
let at: Place
beforeAll(async () => {
  hostile = await startHostilePlatforms()
  at = await place()
})
afterAll(async () => {
  await hostile.close()
  await at.remove()
})

/** What a terminal obeys or does not show. Line feed and tab are ours. */
const obeyed = new RegExp(
  String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]`,
  'u',
)

function harmless({ code, stdout, stderr }: Ran): void {
  expect(code, stderr).toBe(0)
  expect(stdout).not.toMatch(obeyed)
  expect(stderr).not.toMatch(obeyed)
}

interface StepJson {
  readonly children: readonly StepJson[]
}

function countSteps(steps: readonly StepJson[]): number {
  return steps.reduce((sum, { children }) => sum + 1 + countSteps(children), 0)
}

/** The part of the corpus that a platform's run is read from: each family on another one. */
const families = Object.keys(attackFamilies).map((family, n) => [family, platforms[n % platforms.length]!] as const)

describe('on the command line, traces full of attacks', () => {
  it.each(platforms)('are listed one a line, as a table and as JSON: %s', async (platform) => {
    const source = hostile.sources[platform]
    const [table, lines] = await Promise.all([
      run(['list', source, '--limit', '500'], at),
      run(['list', source, '--limit', '500', '--format', 'jsonl'], at),
    ])
    harmless(table)
    harmless(lines)
    const held = hostile.runs.length + hostile.rows.filter((one) => one.platforms.includes(platform)).length
    const shown = table.stdout.trimEnd().split('\n')
    expect(shown, table.stderr).toHaveLength(held + 1)
    const read = lines.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; cloud_trace_id: string })
    expect(read).toHaveLength(held)
    // Every line ends with its own id: no name pushed it away or wrote over it.
    for (const [n, line] of shown.slice(1).entries()) expect(line.endsWith(read[n]!.cloud_trace_id)).toBe(true)
  })

  it.each(families)(
    'of the family “%s” are shown as a tree, as JSON, as OTLP and as Markdown',
    async (family, platform) => {
      const { trace } = hostile.runs.find((one) => one.family === family)!
      const show = (format: string) =>
        run(['show', hostile.sources[platform], fromW3c(platform, trace.traceId), '--format', format], at)
      const [tree, json] = await Promise.all([show('tree'), show('json')])
      const [otlp, markdown] = await Promise.all([show('otlp'), show('markdown')])
      for (const ran of [tree, json, otlp, markdown]) harmless(ran)
      const steps = attackFamilies[family]!.length * 2 + 1
      // Two lines of head, the run's error, an empty line, then a line a step.
      const lines = tree.stdout.trimEnd().split('\n')
      expect(lines.filter((line) => /^[ │├└─]*(?:agent|llm|tool|chain|other)/.test(line))).toHaveLength(steps)
      expect(countSteps((JSON.parse(json.stdout) as { run: { steps: StepJson[] } }).run.steps)).toBe(steps)
      expect(Object.keys(JSON.parse(otlp.stdout) as object)).toEqual(['resourceSpans'])
      const outside = markdown.stdout.replaceAll(/^(`{3,})[^`\n]*\n[\s\S]*?^\1\s*$/gm, '')
      expect(outside.match(/^# /gm)).toHaveLength(1)
    },
  )
})
