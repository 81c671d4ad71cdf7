import { ArrowUpRight, Copy, Fingerprint } from 'lucide-react'
import type { StepDetail } from '../../../../shared/model/step-detail.ts'
import { navigate, type OpenRunRef } from '../../location.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ContextMenu, type MenuEntry } from '../../ui/menu.tsx'
import { copy } from '../runs/run-menu.tsx'
import { useTimelineStore } from '../timeline/timeline-store.ts'
import styles from './sections.module.css'

/** Other traces and spans that this step names. One of this run is selected, another trace is looked up in the same source. */
export function LinksList({ links, run }: { links: StepDetail['links']; run: OpenRunRef }) {
  const store = useTimelineStore()
  if (links.length === 0) return null
  const follow = ({ traceId, spanId }: StepDetail['links'][number]): void => {
    const { data, select } = store.getState()
    const here = spanId === null ? -1 : data.indexOf(spanId)
    if (sameTrace(traceId, run.traceId) && here >= 0) select(here)
    else navigate({ run: { sourceId: run.sourceId, traceId, startedAt: null }, stepId: spanId }, 'push')
  }
  return (
    <section className={styles.section} aria-label="Links">
      <h3 className={styles.heading}>
        Links<span className={styles.count}>{links.length}</span>
      </h3>
      <ul className={styles.list}>
        {links.map((link, at) => (
          <ContextMenu key={at} entries={() => linkEntries(link, run, () => follow(link))}>
            <li className={styles.itemTitle}>
              <button
                type="button"
                className={styles.link}
                title={sameTrace(link.traceId, run.traceId) ? 'Go to this step' : 'Open this trace in the same source'}
                onClick={() => follow(link)}
              >
                <code className={styles.code}>
                  {link.spanId === null ? link.traceId : `${link.traceId} / ${link.spanId}`}
                </code>
                <ArrowUpRight size={12} aria-hidden />
              </button>
              {link.kind === null ? null : <span className={styles.aside}>{link.kind}</span>}
              <CopyButton text={link.traceId} label="Copy trace id" />
            </li>
          </ContextMenu>
        ))}
      </ul>
    </section>
  )
}

function linkEntries(
  { traceId, spanId }: StepDetail['links'][number],
  run: OpenRunRef,
  follow: () => void,
): readonly MenuEntry[] {
  const size = 14
  return [
    {
      label: sameTrace(traceId, run.traceId) ? 'Go to this step' : 'Open this trace in the same source',
      icon: <ArrowUpRight size={size} aria-hidden />,
      onSelect: follow,
    },
    'separator',
    {
      label: 'Copy trace id',
      icon: <Fingerprint size={size} aria-hidden />,
      onSelect: () => void copy(traceId, 'Trace id copied'),
    },
    ...(spanId === null
      ? []
      : [
          {
            label: 'Copy span id',
            icon: <Copy size={size} aria-hidden />,
            onSelect: () => void copy(spanId, 'Span id copied'),
          },
        ]),
  ]
}

/** A link may name the trace in W3C form where the platform has a form of its own. */
function sameTrace(a: string, b: string): boolean {
  const bare = (id: string): string => id.replace(/^1-/, '').replaceAll('-', '').toLowerCase()
  return bare(a) === bare(b)
}
