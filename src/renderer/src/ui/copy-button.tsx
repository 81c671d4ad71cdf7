import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { IconButton } from './icon-button.tsx'

/** Copies a text and says for a moment that it did. With `words` it is a button with text, else only the icon. */
export function CopyButton({
  text,
  label = 'Copy',
  words = false,
  disabled = false,
}: {
  text: string | (() => string | Promise<string>)
  label?: string
  words?: boolean
  disabled?: boolean
}) {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null)

  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), 1600)
    return () => clearTimeout(timer)
  }, [outcome])

  async function copy() {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text())
      setOutcome('copied')
    } catch {
      setOutcome('refused')
    }
  }

  const said = outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'The clipboard refused' : label
  const icon = outcome === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />
  return words ? (
    <Button small disabled={disabled} onClick={() => void copy()}>
      {icon}
      <span aria-live="polite">{said}</span>
    </Button>
  ) : (
    <IconButton small disabled={disabled} label={said} icon={icon} onClick={() => void copy()} />
  )
}
