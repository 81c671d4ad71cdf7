/** The matrix as the table of docs/reliability.md. Made from its definition alone, so that a test can tell whether the page still says what is promised. */

import { platforms, platformTitle } from '../../src/shared/platform.ts'
import { type Call, calls } from './calls.ts'
import type { Outcome } from './expected.ts'
import { faultIds, faults } from './faults.ts'
import { allCases, fairPart } from './matrix.ts'
import { rules } from './rules.ts'

export const beginMark = '<!-- generated: matrix -->'
export const endMark = '<!-- /generated: matrix -->'

/** Everything between the marks, the marks included. */
export function matrixSection(): string {
  const all = allCases()
  const head = ['Fault', ...platforms.map((platform) => platformTitle[platform])]
  const rows = faultIds.map((fault) => [
    faults[fault].title,
    ...platforms.map((platform) =>
      cell(
        all.filter((one) => one.fault === fault && one.platform === platform).map((one) => [one.call, one.expected]),
      ),
    ),
  ])
  return [
    beginMark,
    '',
    `${all.length} cases: ${faultIds.length} faults on ${platforms.length} platforms in ${calls.length} calls (${calls.join(', ')}). ${fairPart().length} of them run with \`npm test\`.`,
    '',
    ...tableLines([head, ...rows]),
    '',
    'In each case:',
    '',
    ...rules.map(({ promise }) => `- ${promise}.`),
    '',
    endMark,
  ].join('\n')
}

/** The page with its generated part made anew; null where it has no marks. */
export function withMatrix(page: string): string | null {
  const from = page.indexOf(beginMark)
  const to = page.indexOf(endMark)
  return from === -1 || to < from ? null : page.slice(0, from) + matrixSection() + page.slice(to + endMark.length)
}

/** As the formatter has it, which would else change the page. */
function tableLines([head = [], ...rows]: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => (cells[column] ?? '').length)))
  const line = (cells: readonly string[]) =>
    `| ${cells.map((text, column) => text.padEnd(widths[column]!)).join(' | ')} |`
  return [line(head), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...rows.map(line)]
}

/** What most calls come to, and then the calls that differ. */
function cell(outcomes: readonly (readonly [Call, Outcome])[]): string {
  const counts = new Map<Outcome, number>()
  for (const [, outcome] of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  const most = [...counts].sort((one, other) => other[1] - one[1])[0]?.[0]
  if (most === undefined) return ''
  const others = [...counts.keys()].filter((outcome) => outcome !== most)
  const rest = others.map((outcome) => {
    const named = outcomes.filter(([, one]) => one === outcome).map(([call]) => call)
    return `; ${named.join(', ')}: ${words(outcome)}`
  })
  return words(most) + rest.join('')
}

function words(outcome: Outcome): string {
  return /^[A-Z_]+$/.test(outcome) ? `\`${outcome}\`` : outcome.replace(/^says (.+)$/, 'says “$1”')
}
