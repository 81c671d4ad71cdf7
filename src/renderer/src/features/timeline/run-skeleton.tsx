import { useRehearsal } from './rehearsal.ts'
import styles from './run-skeleton.module.css'

/** Indents and bars of a run that could be: quiet shapes in the places where the real ones will stand. */
const shapes: readonly (readonly [indent: number, name: number, from: number, width: number])[] = [
  [0, 38, 0, 96],
  [1, 30, 1, 22],
  [2, 44, 2, 14],
  [2, 26, 17, 5],
  [1, 34, 24, 40],
  [2, 40, 25, 21],
  [2, 28, 47, 8],
  [2, 36, 56, 7],
  [1, 32, 66, 29],
  [2, 46, 67, 26],
]

/** Stands in while a run is being read. */
export function RunSkeleton({ traceId }: { traceId: string }) {
  useRehearsal()
  return (
    <div className={styles.skeleton} role="status" aria-label="Reading the run">
      <div className={styles.head}>
        <span className={styles.traceId}>{traceId}</span>
        <span className={styles.words}>Reading the run…</span>
      </div>
      <div className={styles.rows} aria-hidden>
        {shapes.map(([indent, name, from, width], row) => (
          <div key={row} className={styles.row} style={{ animationDelay: `${row * 40}ms` }}>
            <span className={styles.tree} style={{ paddingLeft: 12 + indent * 14 }}>
              <span className={styles.block} style={{ width: `${name}%` }} />
            </span>
            <span className={styles.time}>
              <span className={styles.block} style={{ left: `${from}%`, width: `${width}%`, position: 'absolute' }} />
            </span>
          </div>
        ))}
      </div>
    </div>
  )
}
