import type { SourceState } from '../../../../shared/contract.ts'
import { useNow } from '../../app/use-now.ts'
import { Tip } from '../../ui/tooltip.tsx'
import styles from './list-footer.module.css'

/** How much of their request budgets the sources have spent: the tightest in sight, each of them on a closer look. */
export function RequestBudget({ sources }: { sources: readonly SourceState[] }) {
  const now = useNow()
  const known = sources.flatMap(({ id, settings, budget }) =>
    budget === null ? [] : [{ id, name: settings.name, budget }],
  )
  if (known.length === 0) return null
  const share = ({ budget }: (typeof known)[number]) => budget.used / Math.max(1, budget.units)
  const tightest = known.reduce((most, one) => (share(one) > share(most) ? one : most))
  const used = Math.min(1, share(tightest))
  const each = (
    <span className={styles.budgets}>
      <span>Requests made, of those that the platform allows:</span>
      {known.map(({ id, name, budget }) => (
        <span key={id}>
          {name}: {budget.used.toLocaleString('en')} of {budget.units.toLocaleString('en')} in{' '}
          {spanText(budget.windowMs)}
          {budget.freeAt !== null && budget.freeAt > now
            ? `, free again in ${Math.ceil((budget.freeAt - now) / 1000)} s`
            : ''}
        </span>
      ))}
    </span>
  )
  // The name begins with what is seen, so that it can be spoken to a voice control.
  const shown = `${tightest.budget.used.toLocaleString('en')}/${tightest.budget.units.toLocaleString('en')} requests`
  return (
    <Tip label={each} side="top">
      <button
        type="button"
        className={styles.budget}
        data-level={used >= 0.8 ? 'high' : undefined}
        aria-label={`${shown} in ${spanText(tightest.budget.windowMs)}, ${tightest.name}`}
      >
        <span className={styles.meter} aria-hidden>
          <span style={{ width: `${Math.max(used > 0 ? 4 : 0, used * 100)}%` }} />
        </span>
        {shown}
      </button>
    </Tip>
  )
}

function spanText(ms: number): string {
  if (ms >= 3_600_000) return `${Math.round(ms / 3_600_000)} h`
  return ms >= 60_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 1000)} s`
}
