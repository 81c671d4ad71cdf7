import { ChevronRight, CircleCheck, CircleDashed, Clock } from 'lucide-react'
import { useId } from 'react'
import type { Discovery, FoundSignIn, FoundVariable } from '../../../../shared/discovery.ts'
import { type Platform, platformTitle } from '../../../../shared/platform.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import type { Draft } from './form-draft.ts'
import styles from './found-panel.module.css'
import { fillsOf } from './found-words.ts'

const signIn: Readonly<Record<Platform, { readonly words: string; readonly command: string }>> = {
  xray: { words: 'Sign in with the AWS CLI, then choose the profile here.', command: 'aws configure sso' },
  cloudtrace: { words: 'Sign in with gcloud.', command: 'gcloud auth application-default login' },
  azuremonitor: { words: 'Sign in with the Azure CLI.', command: 'az login' },
  datadog: {
    words: 'Set both keys where TraceCraft is started, and start it again.',
    command: 'export DD_API_KEY=… DD_APP_KEY=…',
  },
}

/** What there is on this machine to sign in with to one platform, before anything is asked. What names a field fills it in; every field stays open to free text. */
export function FoundPanel({
  platform,
  discovery,
  done,
  draft,
  onChoose,
}: {
  platform: Platform
  discovery: Discovery | undefined
  done: boolean
  draft: Draft
  onChoose: (change: Partial<Draft>, name: string) => void
}) {
  const id = useId()
  return (
    <section className={styles.panel} aria-labelledby={id}>
      <h3 id={id} className={styles.title}>
        Found on this machine
      </h3>
      {discovery ? (
        <>
          {discovery.found.length > 0 ? (
            <ul className={styles.list}>
              {discovery.found.map((one) => (
                <Found key={`${one.kind}/${one.name}/${one.origin}`} found={one} draft={draft} onChoose={onChoose} />
              ))}
            </ul>
          ) : (
            <p className={styles.none}>
              Nothing to sign in with to {platformTitle[platform]}. {signIn[platform].words}{' '}
              <Command text={signIn[platform].command} />
            </p>
          )}
          {discovery.problem ? <p className={styles.problem}>{discovery.problem}</p> : null}
          <Variables variables={discovery.variables} />
        </>
      ) : (
        <p className={styles.none}>
          {done ? (
            'This machine could not be looked at. Every field takes free text.'
          ) : (
            <>
              <Spinner size={12} /> Looking for profiles, sign-ins and keys…
            </>
          )}
        </p>
      )}
    </section>
  )
}

const icons = {
  ready: <CircleCheck size={13} aria-hidden />,
  expired: <Clock size={13} aria-hidden />,
  unknown: <CircleDashed size={13} aria-hidden />,
} as const

const stateWords = { ready: 'ready', expired: 'expired', unknown: 'not checked yet' } as const

function Found({
  found,
  draft,
  onChoose,
}: {
  found: FoundSignIn
  draft: Draft
  onChoose: (change: Partial<Draft>, name: string) => void
}) {
  const fills = fillsOf(found.fills)
  const entries = Object.entries(fills)
  const isChosen = entries.length > 0 && entries.every(([field, value]) => draft[field as keyof Draft] === value)
  const said = (
    <>
      <span className={styles.state} data-state={found.state}>
        {icons[found.state]}
        <span className="visually-hidden">{stateWords[found.state]}: </span>
      </span>{' '}
      <span className={styles.name}>{found.name}</span>{' '}
      {found.detail ? <span className={styles.detail}>{found.detail}</span> : null}
    </>
  )
  return (
    <li className={styles.item} title={`From ${found.origin}`}>
      {entries.length > 0 ? (
        <button
          type="button"
          className={styles.choice}
          aria-pressed={isChosen}
          onClick={() => onChoose(fills, found.name)}
        >
          {said}
        </button>
      ) : (
        <span className={styles.fact}>{said}</span>
      )}
      {found.state === 'expired' && found.fix?.command ? <Command text={found.fix.command} /> : null}
    </li>
  )
}

function Command({ text }: { text: string }) {
  return (
    <span className={styles.command}>
      <code>{text}</code>
      <CopyButton text={text} label="Copy command" />
    </span>
  )
}

function Variables({ variables }: { variables: readonly FoundVariable[] }) {
  if (variables.length === 0) return null
  const set = variables.filter((one) => one.set).length
  return (
    <details className={styles.variables}>
      <summary className={styles.summary}>
        <ChevronRight size={12} className={styles.chevron} aria-hidden />
        Environment: {set} of {variables.length} variables set
      </summary>
      <table className={styles.table}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Variable</th>
            <th scope="col">Value</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {variables.map((one) => (
            <tr key={one.name} data-set={one.set}>
              <th scope="row">
                <code>{one.name}</code>
              </th>
              <td>{one.set ? (one.value ?? 'set, not shown') : 'not set'}</td>
              <td>{one.origin ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
