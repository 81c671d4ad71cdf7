/** One piece of a message: text, reasoning, a tool call with its result, media by name, or data. */

import { ChevronRight, CornerDownRight, FileAudio, FileImage, Paperclip, Wrench } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import type { JsonValue } from '../../../../shared/model/json-value.ts'
import { outsideLink } from '../../../../shared/outside-link.ts'
import type { Piece } from './conversation.ts'
import { OutsideLink } from '../../ui/outside-link.tsx'
import { LongText } from './long-text.tsx'
import styles from './message-piece.module.css'
import type { TextMode } from './messages-view.tsx'
import { CopyValue, Value } from './value.tsx'

const Markdown = lazy(async () => ({ default: (await import('./markdown.tsx')).Markdown }))

/** Beyond this, Markdown takes longer to lay out than anyone will read: such a text is shown as it is. */
const longestMarkdown = 60_000

interface MessagePieceProps {
  readonly piece: Piece
  /** Where it stands in the step's detail. */
  readonly path: string
  readonly mode: TextMode
  /** Characters of a text that are shown before it is folded. */
  readonly most?: number | undefined
}

export function MessagePiece({ piece, path, mode, most }: MessagePieceProps) {
  switch (piece.kind) {
    case 'text':
      return <Text text={piece.text} path={`${path}/text`} mode={mode} most={most} />
    case 'reasoning':
      return (
        <details className={styles.folded}>
          <summary>
            <ChevronRight size={12} aria-hidden />
            Reasoning
            <span className={styles.aside}>{piece.text.length.toLocaleString('en-US')} characters</span>
          </summary>
          <Text text={piece.text} path={`${path}/text`} mode={mode} />
        </details>
      )
    case 'tool_call':
      return (
        <section className={styles.call} aria-label={`Call of ${piece.name ?? 'a tool'}`}>
          <header className={styles.callHead}>
            <Wrench size={12} aria-hidden />
            <span className={styles.callName}>{piece.name ?? 'Unnamed tool'}</span>
            {piece.id === null ? null : <span className={styles.callId}>{piece.id}</span>}
            <CopyValue value={piece.arguments} path={`${path}/arguments`} label="Copy arguments" />
          </header>
          <Value value={piece.arguments} path={`${path}/arguments`} />
          {piece.answer === null ? null : <Result result={piece.answer.result} path={piece.answer.path} />}
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
          <Result result={piece.result} path={`${path}/result`} />
        </section>
      )
    case 'media':
      return <Media mediaType={piece.mediaType} byteLength={piece.byteLength} url={piece.url} />
    case 'data':
      return <Value value={piece.value} path={`${path}/value`} />
  }
}

interface TextProps {
  readonly text: string
  readonly path: string
  readonly mode: TextMode
  readonly most?: number | undefined
}

function Text({ text, path, mode, most }: TextProps) {
  const plain = <LongText text={text} path={path} most={most} />
  if (mode === 'text' || text.length > longestMarkdown) return plain
  return (
    <Suspense fallback={plain}>
      <Markdown text={text} most={most} />
    </Suspense>
  )
}

function Result({ result, path }: { result: JsonValue; path: string }) {
  return (
    <div className={styles.result}>
      <header className={styles.resultHead}>
        <CornerDownRight size={12} aria-hidden />
        Result
        <CopyValue value={result} path={path} label="Copy result" />
      </header>
      <Value value={result} path={path} />
    </div>
  )
}

interface MediaProps {
  readonly mediaType: string | null
  readonly byteLength: number | null
  readonly url: string | null
}

/** Pictures whose content came with the step; nothing is ever fetched for one. */
const picture = /^data:image\/(?:png|jpeg|jpg|gif|webp|avif|bmp);base64,/

/** A picture that came with the step is drawn; other media is named, and a link is followed only by the user. */
function Media({ mediaType, byteLength, url }: MediaProps) {
  const [size, setSize] = useState<string | null>(null)
  const [broken, setBroken] = useState(false)
  const Icon = mediaType?.startsWith('image/') ? FileImage : mediaType?.startsWith('audio/') ? FileAudio : Paperclip
  const shown = url !== null && picture.test(url) && !broken
  return (
    <figure className={styles.media}>
      {shown ? (
        <img
          src={url}
          alt={`Picture of the message, ${mediaType ?? 'unknown type'}`}
          className={styles.picture}
          onLoad={({ currentTarget: one }) => setSize(`${one.naturalWidth} × ${one.naturalHeight}`)}
          onError={() => setBroken(true)}
        />
      ) : null}
      <figcaption className={styles.mediaFacts}>
        <Icon size={14} aria-hidden />
        <span>{mediaType ?? 'Attachment'}</span>
        {byteLength === null ? null : <span className={styles.aside}>{formatBytes(byteLength)}</span>}
        {size === null ? null : <span className={styles.aside}>{size}</span>}
        {broken ? <span className={styles.aside}>cannot be drawn: it was cut or is damaged</span> : null}
        {url !== null && outsideLink(url) !== null ? (
          <OutsideLink address={url}>Open the link</OutsideLink>
        ) : url !== null && !url.startsWith('data:') ? (
          <code className={styles.mediaUrl}>{url}</code>
        ) : null}
      </figcaption>
    </figure>
  )
}

function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 ** 2) return `${(bytes / 1024).toFixed(1)} KB`
  return `${(bytes / 1024 ** 2).toFixed(1)} MB`
}
