import { type Platform, platformTitle } from '../../../shared/platform.ts'
import styles from './platform-mark.module.css'

const paths: Readonly<Record<Platform, string>> = {
  // Two crossing rays with a bright middle.
  xray: 'M4 4l2.4 2.4M9.6 9.6L12 12M12 4L9.6 6.4M6.4 9.6L4 12M8 7v2M7 8h2',
  // A hexagon of calls.
  cloudtrace: 'M8 2.6l4.7 2.7v5.4L8 13.4l-4.7-2.7V5.3zM6 6.9h4M6 9.2h2.6',
  // A pulse.
  azuremonitor: 'M2.4 8.6h2.3l1.7-4.4 3 7.6 1.7-3.2h2.5',
  // Steps of a profile.
  datadog: 'M3 12.6V9.4M6.3 12.6V6.2M9.7 12.6V8M13 12.6V3.4',
}

/** A small mark for a platform, in the app's own hand. With `named` it carries the platform's name for readers; else it is decoration. */
export function PlatformMark({
  platform,
  size = 16,
  named = false,
}: {
  platform: Platform
  size?: number
  named?: boolean
}) {
  return (
    <svg
      className={styles[platform]}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      {...(named ? { role: 'img', 'aria-label': platformTitle[platform] } : { 'aria-hidden': true })}
    >
      <path d={paths[platform]} />
    </svg>
  )
}
