/** A model's Markdown, drawn safely. Loaded only when there is a message to show. */

import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { type ReactNode, useRef, useState } from 'react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { OutsideLink } from '../../ui/outside-link.tsx'
import { foldAt } from './long-text.tsx'
import longStyles from './long-text.module.css'
import styles from './markdown.module.css'

const plugins = [remarkGfm]

const components: Components = {
  a: ({ href, children }) => <OutsideLink address={href ?? ''}>{children}</OutsideLink>,
  // A picture would be fetched from wherever the text says, and tell that place that someone reads this.
  img: ({ src, alt }) => (
    <OutsideLink address={typeof src === 'string' ? src : ''}>{`Image: ${alt || 'without a name'}`}</OutsideLink>
  ),
  // Scrolls sideways, so the keyboard must be able to get there.
  pre: CodeBlock,
  p: ({ children }) => <p dir="auto">{children}</p>,
  li: ({ children }) => <li dir="auto">{children}</li>,
}

/** Addresses become links in one place, OutsideLink, which says what may be one. */
function asWritten(address: string): string {
  return address
}

function CodeBlock({ children }: { children?: ReactNode }) {
  const box = useRef<HTMLPreElement>(null)
  return (
    <div className={styles.codeBlock}>
      <pre ref={box} tabIndex={0}>
        {children}
      </pre>
      <span className={styles.copyCode}>
        <CopyButton text={() => (box.current?.textContent ?? '').replace(/\n$/, '')} label="Copy code" />
      </span>
    </div>
  )
}

/** Raw HTML in the text is shown as the text that it is; links open outside; no picture is fetched. A long text is folded. */
export function Markdown({ text, most }: { text: string; most?: number }) {
  const [open, setOpen] = useState(false)
  const limit = foldAt(text, most)
  const folded = limit < text.length
  return (
    <div>
      <div className={styles.markdown} dir="auto">
        <ReactMarkdown remarkPlugins={plugins} components={components} urlTransform={asWritten}>
          {folded && !open ? `${text.slice(0, limit)}…` : text}
        </ReactMarkdown>
      </div>
      {folded ? (
        <button type="button" className={longStyles.more} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : `Show all ${text.length.toLocaleString('en-US')} characters`}
        </button>
      ) : null}
    </div>
  )
}
