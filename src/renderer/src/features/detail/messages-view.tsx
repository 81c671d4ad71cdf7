/** The messages of a step as a conversation. */

import {
  AlignLeft,
  Bot,
  type LucideIcon,
  MessageSquareCode,
  Scissors,
  Settings2,
  UserRound,
  Wrench,
} from 'lucide-react'
import { useMemo, useState } from 'react'
import type { Message } from '../../../../shared/model/message.ts'
import type { LeftOutMessages } from '../../../../shared/model/step-detail.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { conversation, type Turn } from './conversation.ts'
import { MessagePiece } from './message-piece.tsx'
import styles from './messages-view.module.css'

/** Text as the model's Markdown, or letter by letter. */
export type TextMode = 'markdown' | 'text'

/** Instructions are the same from step to step: a few lines of them tell which they are. */
const foldedInstruction = 420

const storageKey = 'tracecraft.detail.text'

/** A map: a role is whatever the trace says, and an object would know a role called "constructor". */
const roles: ReadonlyMap<string, { readonly title: string; readonly icon: LucideIcon }> = new Map([
  ['system', { title: 'System', icon: Settings2 }],
  ['developer', { title: 'Developer', icon: Settings2 }],
  ['user', { title: 'User', icon: UserRound }],
  ['assistant', { title: 'Assistant', icon: Bot }],
  ['tool', { title: 'Tool', icon: Wrench }],
])

interface MessagesViewProps {
  readonly messages: readonly Message[]
  readonly leftOut: LeftOutMessages | null
}

export function MessagesView({ messages, leftOut }: MessagesViewProps) {
  const turns = useMemo(() => conversation(messages, leftOut), [messages, leftOut])
  const missing = leftOut?.count ?? 0
  const total = messages.length + missing
  const [mode, setMode] = useState<TextMode>(() => (localStorage.getItem(storageKey) === 'text' ? 'text' : 'markdown'))
  const choose = (next: TextMode): void => {
    localStorage.setItem(storageKey, next)
    setMode(next)
  }
  const [shown, setShown] = useState(firstTurns)
  const gap = gapOf(turns.length, shown)
  // Those that are not given lie among those that are not shown, until these are.
  const hidden = turns.slice(gap.from, gap.to).some((turn) => turn.behindLeftOut) ? missing : 0
  const firstOutput = turns.findIndex((turn) => turn.message.direction === 'output')
  return (
    <div className={styles.messages}>
      <div className={styles.bar}>
        <span className={styles.summary}>
          {total.toLocaleString('en-US')} {total === 1 ? 'message' : 'messages'}
        </span>
        <Segmented
          label="Show text as"
          value={mode}
          options={[
            { value: 'markdown', label: 'Markdown', icon: <MessageSquareCode size={12} aria-hidden /> },
            { value: 'text', label: 'Text', icon: <AlignLeft size={12} aria-hidden /> },
          ]}
          onChange={choose}
        />
      </div>
      {turns.map((turn, at) =>
        at >= gap.from && at < gap.to ? (
          at === gap.from ? (
            <button key="gap" type="button" className={styles.gap} onClick={() => setShown(shown + turnsMore)}>
              {(gap.to - gap.from + hidden).toLocaleString('en-US')} messages between are not shown. Show more
            </button>
          ) : null
        ) : (
          <div key={at} className={turns.length > firstTurns ? styles.turn : undefined}>
            {turn.behindLeftOut ? (
              <p className={styles.leftOut}>
                {missing.toLocaleString('en-US')} messages between are too many to be shown. Raw, and the export of the
                run, hold all of them.
              </p>
            ) : null}
            {at === firstOutput ? (
              <p className={styles.divider}>{at === 0 ? 'Output' : 'Output of this step'}</p>
            ) : null}
            <MessageTurn turn={turn} mode={mode} />
          </div>
        ),
      )}
    </div>
  )
}

/** A long conversation is shown by its beginning and its end, which say what it was about and what came of it. */
const firstTurns = 60
const turnsMore = 200

/** The turns that are left out, when only so many are shown. */
export function gapOf(turns: number, shown: number): { from: number; to: number } {
  if (turns <= shown) return { from: turns, to: turns }
  const end = Math.ceil(firstTurns / 2)
  return { from: shown - end, to: turns - end }
}

function MessageTurn({ turn, mode }: { turn: Turn; mode: TextMode }) {
  const { message, pieces, paths } = turn
  const role = roles.get(message.role) ?? { title: message.role, icon: MessageSquareCode }
  const Icon = role.icon
  const isInstruction = message.role === 'system' || message.role === 'developer'
  return (
    <article className={styles.message} data-role={message.role} aria-label={`${role.title} message`}>
      <header className={styles.head}>
        <Icon size={13} aria-hidden />
        <span className={styles.role}>{role.title}</span>
        {message.name === null ? null : <span className={styles.name}>{message.name}</span>}
        {message.cut ? (
          <span
            className={styles.cut}
            title="The exporter or the platform cut this text, so it cannot be read as a message"
          >
            <Scissors size={11} aria-hidden /> cut
          </span>
        ) : null}
        {message.finishReason === null ? null : <span className={styles.finish}>{message.finishReason}</span>}
      </header>
      <div className={styles.body}>
        {pieces.length === 0 ? <p className={styles.none}>No content was recorded.</p> : null}
        {pieces.map((piece, at) => (
          <MessagePiece
            key={paths[at]}
            piece={piece}
            path={paths[at]!}
            mode={mode}
            most={isInstruction ? foldedInstruction : undefined}
          />
        ))}
      </div>
    </article>
  )
}
