import { useQuery } from '@tanstack/react-query'
import type { AppInfo } from '../../../../shared/contract.ts'
import { useClient } from '../../app/client-context.tsx'
import { copyDiagnostics } from '../../app/help-actions.ts'
import { queryKeys } from '../../app/query-keys.ts'
import { Button } from '../../ui/button.tsx'
import styles from './about.module.css'

/** What runs here, and the way to tell somebody who helps. */
export function About() {
  const client = useClient()
  const info = useQuery({
    queryKey: queryKeys.appInfo,
    queryFn: ({ signal }) => client.app.info(undefined, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data
  if (!info) return null
  return (
    <div className={styles.about}>
      <div>
        <p>
          TraceCraft {info.version} · {info.carrier === 'desktop' ? 'desktop app' : 'browser mode'} · {info.os}
        </p>
        <p>{runtimes(info)}</p>
      </div>
      <Button small onClick={() => void copyDiagnostics(client)}>
        Copy diagnostics
      </Button>
    </div>
  )
}

function runtimes({ versions: { electron, chromium, node } }: AppInfo): string {
  return [electron && `Electron ${electron}`, chromium && `Chromium ${chromium}`, `Node ${node}`]
    .filter(Boolean)
    .join(' · ')
}
