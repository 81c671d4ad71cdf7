import { useState } from 'react'
import { printSourceUrl, type SourceSettings } from '../../../../shared/source.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Segmented } from '../../ui/segmented.tsx'
import { sourceYaml } from '../sources/source-yaml.ts'
import styles from './source-preview.module.css'

/** The source as it would be written elsewhere: as a URL for the command line, or as YAML for the config file. */
export function SourcePreview({ settings }: { settings: SourceSettings }) {
  const [form, setForm] = useState<'url' | 'yaml'>('url')
  // Without a region there is no URL yet; what it will look like is a better answer than a broken one.
  const complete = settings.type !== 'xray' || settings.region !== ''
  const named = settings.name === '' ? { ...settings, name: 'my source' } : settings
  const text = form === 'yaml' ? sourceYaml(named) : complete ? printSourceUrl(settings) : 'xray://REGION/SERVICE'
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
        <CopyButton text={text} label={form === 'url' ? 'Copy as URL' : 'Copy as YAML'} />
      </div>
      <pre className={styles.text}>{text}</pre>
    </div>
  )
}
