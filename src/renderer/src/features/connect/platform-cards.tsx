import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { type Platform, platforms, platformTitle } from '../../../../shared/platform.ts'
import type { Discovery } from '../../../../shared/discovery.ts'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { foundSummary } from './found-words.ts'
import styles from './platform-cards.module.css'
import type { Discoveries } from './use-discovery.ts'

const signIn: Readonly<Record<Platform, string>> = {
  xray: 'AWS profile, SSO or role',
  cloudtrace: 'gcloud or service account',
  azuremonitor: 'az login or identity',
  datadog: 'keys from the environment',
}

/** The four platforms to choose from, each with what was found to sign in with, or how it signs in. */
export function PlatformCards({
  value,
  found,
  onChange,
}: {
  value: Platform
  found: Discoveries
  onChange: (platform: Platform) => void
}) {
  return (
    <RadioGroup aria-label="Platform" className={styles.cards} value={value} onValueChange={onChange}>
      {platforms.map((platform) => (
        <Radio.Root key={platform} value={platform} className={styles.card}>
          <PlatformMark platform={platform} size={18} />
          <span className={styles.title}>{platformTitle[platform]}</span>
          <Sign platform={platform} found={found[platform]} />
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}

function Sign({ platform, found }: { platform: Platform; found: Discovery | undefined }) {
  const summary = found ? foundSummary(found) : null
  return (
    <span className={styles.sign} data-usable={summary?.usable} title={summary?.text}>
      {summary?.text ?? signIn[platform]}
    </span>
  )
}
