import { type DragEvent, type ReactNode, useState } from 'react'
import type { SourceState } from '../../../../shared/contract.ts'
import { SourceItem, type ItemDrag } from './source-item.tsx'
import styles from './sidebar.module.css'
import { useOrder } from './use-order.ts'

/** A heading with its sources, which can be dragged into another order. */
export function SourceGroup({
  title,
  sources,
  children,
}: {
  title: string
  sources: readonly SourceState[]
  children: ReactNode
}) {
  const dragOf = useDragOrder(sources)
  return (
    <section className={styles.group} aria-label={title}>
      <div className={styles.groupHead}>
        <h2 className={styles.groupTitle}>{title}</h2>
        {children}
      </div>
      <ul>
        {sources.map((source, index) => (
          <SourceItem key={source.id} source={source} place={`${index}/${sources.length}`} drag={dragOf(source)} />
        ))}
      </ul>
    </section>
  )
}

interface Target {
  readonly id: string
  readonly side: 'before' | 'after'
}

/** Follows one drag within the group. What is dragged in from elsewhere is left to the browser. */
function useDragOrder(sources: readonly SourceState[]): (source: SourceState) => ItemDrag {
  const order = useOrder()
  const [dragged, setDragged] = useState<SourceState | null>(null)
  const [target, setTarget] = useState<Target | null>(null)
  const end = () => {
    setDragged(null)
    setTarget(null)
  }
  const drop = (event: DragEvent) => {
    if (!dragged || !target) return
    event.preventDefault()
    const others = sources.filter((one) => one.id !== dragged.id)
    const at = others.findIndex((one) => one.id === target.id)
    if (at >= 0) order.moveTo(dragged, target.side === 'before' ? at : at + 1)
    end()
  }
  return (source) => ({
    active: dragged !== null,
    dragged: dragged?.id === source.id,
    drop: dragged && dragged.id !== source.id && target?.id === source.id ? target.side : null,
    handlers: {
      onDragStart: (event) => {
        event.dataTransfer.effectAllowed = 'copyMove'
        // Dropped into a terminal or an editor, a source is its URL.
        event.dataTransfer.setData('text/plain', source.url)
        setDragged(source)
      },
      onDragOver: (event) => {
        if (!dragged) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'move'
        const box = event.currentTarget.getBoundingClientRect()
        const side = event.clientY < box.top + box.height / 2 ? 'before' : 'after'
        setTarget((before) => (before?.id === source.id && before.side === side ? before : { id: source.id, side }))
      },
      onDrop: drop,
      onDragEnd: end,
    },
  })
}
