import type { ReactNode } from 'react'
import type { RunHeader, TokenRule } from '../../../../shared/model/agent-run.ts'
import styles from './run-figures.module.css'
import { formatTokens } from './token-format.ts'

const ruleText: Record<TokenRule, string> = {
  'sum-of-steps': 'Every step that carries tokens was added once.',
  'parents-are-sums': 'Parents that carry their children’s sum were left out, so that nothing counts twice.',
  'root-only': 'Only the root carries a count.',
}

/** The run's tokens as a figure: its label, what each kind counts, and the value. Nothing where no tokens were recorded. */
export function RunTokens({
  run,
  children,
}: {
  run: RunHeader
  children: (label: string, tip: ReactNode, value: ReactNode) => ReactNode
}) {
  const { tokens, tokenRule } = run
  if ([tokens.input, tokens.output, tokens.total].every((one) => one === null)) return null
  const lines: [string, number | null][] = [
    ['Input, cached included', tokens.input],
    ['Cached input', tokens.cachedInput],
    ['Output, reasoning included', tokens.output],
    ['Reasoning', tokens.reasoning],
    ['Total', tokens.total],
  ]
  const tip = (
    <span className={styles.tokenTip}>
      {lines.map(([label, value]) =>
        value === null ? null : (
          <span key={label} className={styles.tokenLine}>
            <span>{label}</span>
            <span>{value.toLocaleString('en-US')}</span>
          </span>
        ),
      )}
      {tokenRule === null ? null : <span className={styles.tokenRule}>{ruleText[tokenRule]}</span>}
    </span>
  )
  const inAndOut = tokens.input !== null || tokens.output !== null
  const value = inAndOut
    ? `${formatTokens(tokens.input) || '–'} → ${formatTokens(tokens.output) || '–'}`
    : formatTokens(tokens.total)
  return children(inAndOut ? 'Tokens in → out' : 'Tokens', tip, value)
}
