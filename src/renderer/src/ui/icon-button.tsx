import type { ComponentProps, ReactNode } from 'react'
import styles from './icon-button.module.css'
import { Tip } from './tooltip.tsx'

/** A button that is only an icon: its label is its accessible name and its tooltip. `pressed` makes it a toggle. */
export function IconButton({
  label,
  shortcut,
  icon,
  pressed,
  small = false,
  className,
  ...rest
}: Omit<ComponentProps<'button'>, 'children'> & {
  label: string
  icon: ReactNode
  shortcut?: string
  pressed?: boolean
  small?: boolean
}) {
  return (
    <Tip label={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        aria-pressed={pressed}
        {...rest}
        className={[styles.button, small ? styles.small : '', className ?? ''].filter(Boolean).join(' ')}
      >
        {icon}
      </button>
    </Tip>
  )
}
