import { useDialogs } from '../../app/dialogs.ts'
import { platforms, platformTitle } from '../../../../shared/platform.ts'
import { Button } from '../../ui/button.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { ConfigProblems } from './config-problems.tsx'
import { useDemo } from './use-demo.ts'
import { useSourcesQuery } from './use-sources.ts'
import styles from './welcome.module.css'

/** The first start: what this is in a sentence, and the two ways on. */
export function Welcome() {
  const open = useDialogs((store) => store.open)
  const demo = useDemo()
  const problems = useSourcesQuery().data?.problems ?? []
  return (
    <main className={styles.welcome}>
      <div className={styles.inner}>
        <div className={styles.marks}>
          {platforms.map((platform) => (
            <span key={platform} className={styles.mark}>
              <PlatformMark platform={platform} size={20} />
              {platformTitle[platform]}
            </span>
          ))}
        </div>
        <h1 className={styles.title}>See what your agents did, where their traces already are</h1>
        <p className={styles.text}>
          TraceCraft reads runs of AI agents from your observability platform with the credentials you already have. It
          only reads: nothing is sent anywhere else, and nothing of a trace is kept on disk.
        </p>
        <div className={styles.actions}>
          <Button kind="primary" className={styles.action} onClick={() => open({ kind: 'add-source' })}>
            Add a source
          </Button>
          <Button className={styles.action} disabled={demo.busy} onClick={demo.start}>
            {demo.busy ? 'Starting the demo…' : 'Explore the demo'}
          </Button>
        </div>
        <p className={styles.hint}>
          The demo runs four small platforms on this machine, each with agents at work. No account is needed.
        </p>
        <ConfigProblems problems={problems} />
      </div>
    </main>
  )
}
