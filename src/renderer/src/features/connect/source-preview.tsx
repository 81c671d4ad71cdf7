import { useState } from 'react'
import type { Platform } from '../../../../shared/platform.ts'
import { printSourceUrl, type SourceSettings } from '../../../../shared/source.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { sourceYaml } from '../sources/source-yaml.ts'
import styles from './source-preview.module.css'

const shapes: Readonly<Record<Platform, string>> = {
  xray: 'xray://REGION/SERVICE',
  cloudtrace: 'cloudtrace://PROJECT/SERVICE',
  azuremonitor: 'azuremonitor://WORKSPACE-ID/SERVICE',
  datadog: 'datadog://SITE/SERVICE',
}

/** The source as it would be written elsewhere: as a URL for the command line, or as YAML for the config file. */
export function SourcePreview({ settings, placed }: { settings: SourceSettings; placed: boolean }) {
  const [form, setForm] = useState<'url' | 'yaml'>('url')
  // While the place is wrong there is no URL yet; its shape is a better answer than a broken one.
  const text = !placed ? shapes[settings.type] : form === 'yaml' ? sourceYaml(settings) : printSourceUrl(settings)
  return (
    <div className={styles.preview}>
      <div className={styles.head}>
        <Segmented
          label="View as"
          value={form}
          options={[
            { value: 'url', label: 'URL' },
            { value: 'yaml', label: 'YAML' },
          ]}
          onChange={setForm}
        />
        <CopyButton disabled={!placed} text={text} label={form === 'url' ? 'Copy as URL' : 'Copy as YAML'} />
      </div>
      <pre className={styles.text} tabIndex={0}>
        {text}
      </pre>
    </div>
  )
}
