import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import { type Platform, platforms, platformTitle } from '../../../../shared/platform.ts'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import styles from './platform-cards.module.css'

const signIn: Readonly<Record<Platform, string>> = {
  xray: 'AWS profile, SSO or role',
  cloudtrace: 'gcloud or service account',
  azuremonitor: 'az login or identity',
  datadog: 'keys from the environment',
}

/** The four platforms to choose from, each with how it signs in. */
export function PlatformCards({ value, onChange }: { value: Platform; onChange: (platform: Platform) => void }) {
  return (
    <RadioGroup aria-label="Platform" className={styles.cards} value={value} onValueChange={onChange}>
      {platforms.map((platform) => (
        <Radio.Root key={platform} value={platform} className={styles.card}>
          <PlatformMark platform={platform} size={18} />
          <span className={styles.title}>{platformTitle[platform]}</span>
          <span className={styles.sign}>{signIn[platform]}</span>
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
