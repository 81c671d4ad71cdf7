/** One piece of a message: text, reasoning, a tool call with its result, media by name, or data. */

import { ChevronRight, CornerDownRight, FileAudio, FileImage, Paperclip, Wrench } from 'lucide-react'
import { lazy, Suspense } from 'react'
import type { JsonValue } from '../../../../shared/model/json-value.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import type { Piece } from './conversation.ts'
import { LongText } from './long-text.tsx'
import styles from './message-piece.module.css'
import type { TextMode } from './messages-view.tsx'
import { Value, valueText } from './value.tsx'

const Markdown = lazy(async () => ({ default: (await import('./markdown.tsx')).Markdown }))

/** Beyond this, Markdown takes longer to lay out than anyone will read: such a text is shown as it is. */
const longestMarkdown = 60_000

interface MessagePieceProps {
  readonly piece: Piece
  readonly mode: TextMode
  /** Characters of a text that are shown before it is folded. */
  readonly most?: number
}

export function MessagePiece({ piece, mode, most }: MessagePieceProps) {
  switch (piece.kind) {
    case 'text':
      return <Text text={piece.text} mode={mode} most={most} />
    case 'reasoning':
      return (
        <details className={styles.folded}>
          <summary>
            <ChevronRight size={12} aria-hidden />
            Reasoning
            <span className={styles.aside}>{piece.text.length.toLocaleString('en-US')} characters</span>
          </summary>
          <Text text={piece.text} mode={mode} />
        </details>
      )
    case 'tool_call':
      return (
        <section className={styles.call} aria-label={`Call of ${piece.name ?? 'a tool'}`}>
          <header className={styles.callHead}>
            <Wrench size={12} aria-hidden />
            <span className={styles.callName}>{piece.name ?? 'Unnamed tool'}</span>
            {piece.id === null ? null : <span className={styles.callId}>{piece.id}</span>}
            <CopyButton text={() => valueText(piece.arguments)} label="Copy arguments" />
          </header>
          <Value value={piece.arguments} />
          {piece.answer === null ? null : <Result result={piece.answer.result} />}
        </section>
      )
    case 'tool_result':
      return (
        <section className={styles.call} aria-label={`Result of ${piece.name ?? 'a tool'}`}>
          <header className={styles.callHead}>
            <Wrench size={12} aria-hidden />
            <span className={styles.callName}>{piece.name ?? 'Tool result'}</span>
            {piece.id === null ? null : <span className={styles.callId}>{piece.id}</span>}
          </header>
          <Result result={piece.result} />
        </section>
      )
    case 'media':
      return <Media mediaType={piece.mediaType} byteLength={piece.byteLength} url={piece.url} />
    case 'data':
      return <Value value={piece.value} />
  }
}

function Text({ text, mode, most }: { text: string; mode: TextMode; most?: number }) {
  const plain = <LongText text={text} most={most} />
  if (mode === 'text' || text.length > longestMarkdown) return plain
  return (
    <Suspense fallback={plain}>
      <Markdown text={text} most={most} />
    </Suspense>
  )
}

function Result({ result }: { result: JsonValue }) {
  return (
    <div className={styles.result}>
      <header className={styles.resultHead}>
        <CornerDownRight size={12} aria-hidden />
        Result
        <CopyButton text={() => valueText(result)} label="Copy result" />
      </header>
      <Value value={result} />
    </div>
  )
}

/** Media is named, never dumped; a link is followed only by the user. */
function Media({
  mediaType,
  byteLength,
  url,
}: {
  mediaType: string | null
  byteLength: number | null
  url: string | null
}) {
  const Icon = mediaType?.startsWith('image/') ? FileImage : mediaType?.startsWith('audio/') ? FileAudio : Paperclip
  return (
    <div className={styles.media}>
      <Icon size={14} aria-hidden />
      <span>{mediaType ?? 'Attachment'}</span>
      {byteLength === null ? null : <span className={styles.aside}>{formatBytes(byteLength)}</span>}
      {url !== null && /^https?:\/\//i.test(url) ? (
        <a href={url} target="_blank" rel="noreferrer">
          Open
        </a>
      ) : null}
    </div>
  )
}

function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KB`
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}
