/** Messages, Input, Output, Attributes, Raw: the five faces of a step's content. */

import { type KeyboardEvent, useRef } from 'react'
import type { StepDetail } from '../../../../shared/model/step-detail.ts'
import { type DetailTab, detailTabs, type OpenRunRef } from '../../location.ts'
import { AttributesView } from './attributes-view.tsx'
import styles from './detail-tabs.module.css'
import { MessagesView } from './messages-view.tsx'
import { PayloadView } from './payload-view.tsx'
import { RawView } from './raw-view.tsx'
import { tabKeys, useTabChoice } from './tab-choice.ts'

const titles: Record<DetailTab, string> = {
  messages: 'Messages',
  input: 'Input',
  output: 'Output',
  attributes: 'Attributes',
  raw: 'Raw',
}

interface DetailTabsProps {
  readonly run: OpenRunRef
  readonly detail: StepDetail
  /** Stands for a parent that is not in the trace: there is nothing it could carry. */
  readonly placeholder: boolean
}

export function DetailTabs({ run, detail, placeholder }: DetailTabsProps) {
  const hasMessages = detail.messages.length > 0
  const [open, choose] = useTabChoice(hasMessages)
  const list = useRef<HTMLDivElement>(null)
  const tabs: readonly DetailTab[] = hasMessages ? detailTabs : detailTabs.filter((tab) => tab !== 'messages')
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = tabs.indexOf(open)
    const to = target(event, at, tabs.length)
    if (to === null) return
    event.preventDefault()
    event.stopPropagation()
    choose(tabs[to]!)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to]?.focus()
  }

  if (placeholder && detail.attributeList.length === 0 && detail.raw === '') return null
  return (
    <div className={styles.tabs}>
      <div ref={list} className={styles.list} role="tablist" aria-label="Content of the step" onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          // Not a tooltip of the page: one that opens on focus would take the Escape that goes back to the rows.
          <button
            key={tab}
            type="button"
            id={`detail-tab-${tab}`}
            role="tab"
            aria-selected={tab === open}
            aria-controls="detail-panel"
            aria-keyshortcuts={tabKeys[tab].keys[0]}
            title={`${titles[tab]} (${tabKeys[tab].keys[0]})`}
            tabIndex={tab === open ? 0 : -1}
            className={styles.tab}
            onClick={() => choose(tab)}
          >
            {titles[tab]}
            <Count detail={detail} tab={tab} />
          </button>
        ))}
      </div>
      <div id="detail-panel" role="tabpanel" aria-labelledby={`detail-tab-${open}`} className={styles.panel}>
        <Panel detail={detail} run={run} tab={open} />
      </div>
    </div>
  )
}

/** Arrows go round; Tab walks through the tabs and leaves after the last, so that nobody is held. */
function target(event: KeyboardEvent, at: number, count: number): number | null {
  switch (event.key) {
    case 'ArrowRight':
      return (at + 1) % count
    case 'ArrowLeft':
      return (at + count - 1) % count
    case 'Home':
      return 0
    case 'End':
      return count - 1
    case 'Tab':
      if (event.ctrlKey || event.metaKey || event.altKey) return null
      if (event.shiftKey) return at > 0 ? at - 1 : null
      return at < count - 1 ? at + 1 : null
    default:
      return null
  }
}

function messageCount({ messages, leftOut }: StepDetail): number {
  return messages.length + (leftOut?.count ?? 0)
}

function Count({ detail, tab }: { detail: StepDetail; tab: DetailTab }) {
  const count = tab === 'messages' ? messageCount(detail) : tab === 'attributes' ? detail.attributeList.length : 0
  return count === 0 ? null : <span className={styles.count}>{count.toLocaleString('en-US')}</span>
}

function Panel({ detail, run, tab }: { detail: StepDetail; run: OpenRunRef; tab: DetailTab }) {
  switch (tab) {
    case 'messages':
      return <MessagesView messages={detail.messages} leftOut={detail.leftOut} />
    case 'input':
      return (
        <PayloadView
          values={detail.inputs}
          path="/inputs"
          nothing="No input was recorded for this step."
          extra={
            detail.toolDefinitions === null
              ? undefined
              : { title: 'Tools offered', value: detail.toolDefinitions, path: '/toolDefinitions' }
          }
        />
      )
    case 'output':
      return (
        <PayloadView
          values={detail.outputs}
          path="/outputs"
          nothing={detail.running ? 'Still running: there is no output yet.' : 'No output was recorded for this step.'}
        />
      )
    case 'attributes':
      return <AttributesView detail={detail} run={run} />
    case 'raw':
      return <RawView raw={detail.raw} />
  }
}
