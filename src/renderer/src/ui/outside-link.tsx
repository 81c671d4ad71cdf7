import type { ReactNode } from 'react'
import { outsideLink } from '../../../shared/outside-link.ts'
import styles from './outside-link.module.css'

/** No address needs more to be recognised. */
const longestShown = 200

interface OutsideLinkProps {
  readonly address: string
  readonly children: ReactNode
  readonly className?: string | undefined
}

/**
 * A link out of the app to an address that others wrote. Plain https is a link, and says where it leads: in its title, and beside a text that names another host. Every other
 * address is text, for the user to read and copy.
 */
export function OutsideLink({ address, children, className }: OutsideLinkProps) {
  const href = outsideLink(address)
  if (href === null) {
    const named = children === address || !/^[a-z][\w+.-]*:/i.test(address)
    return (
      <span>
        {children}
        {named ? null : (
          <>
            {' '}
            <code className={styles.address} dir="ltr">
              {address.slice(0, longestShown)}
              {address.length > longestShown ? '…' : ''}
            </code>
          </>
        )}
      </span>
    )
  }
  const { host } = new URL(href)
  return (
    <>
      <a href={href} target="_blank" rel="noreferrer" title={href} className={className}>
        {children}
      </a>
      {typeof children === 'string' && seemsElsewhere(children, host) ? (
        <span className={styles.host}> ({host})</span>
      ) : null}
    </>
  )
}

/** Does the text read like an address of another place? */
function seemsElsewhere(text: string, host: string): boolean {
  const named = /(?:^|[\s/@])((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})/u.exec(text)?.[1]
  return named !== undefined && named.toLowerCase() !== host.replace(/:\d+$/, '')
}
