import type { ComponentProps } from 'react'
import styles from './button.module.css'

export type ButtonKind = 'primary' | 'secondary' | 'ghost' | 'danger'

/** A button with words. `primary` is for the one thing the screen is about. */
export function Button({
  kind = 'secondary',
  small = false,
  className,
  ...rest
}: ComponentProps<'button'> & { kind?: ButtonKind; small?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      className={[styles.button, styles[kind], small ? styles.small : '', className ?? ''].filter(Boolean).join(' ')}
    />
  )
}
