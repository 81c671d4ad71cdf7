import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { AppLink } from '../../../../shared/app-link.ts'
import type { SourcesAnswer, SourceState } from '../../../../shared/contract.ts'
import { linkedSource } from '../../../../shared/linked-source.ts'
import { platformTitle } from '../../../../shared/platform.ts'
import { placeOf, type SourceSettings } from '../../../../shared/source.ts'
import { useDialogs } from '../../app/dialogs.ts'
import { goToAppLink } from '../../app/follow-app-link.ts'
import { queryKeys } from '../../app/query-keys.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { PlatformMark } from '../../ui/platform-mark.tsx'
import { ConnectDialog } from '../connect/connect-dialog.tsx'
import styles from './app-link-dialog.module.css'
import { useSourcesQuery } from './use-sources.ts'

/**
 * Follows a link from outside. Where its source is known there is nothing to see of this; else the dialog says what the link asks for and asks nothing of any platform: a place
 * that is not known is offered in the form for new sources, and a name that is not known gives way to the sources that there are.
 */
export function AppLinkDialog({ link, onClose }: { link: AppLink; onClose: () => void }) {
  const answer = useSourcesQuery().data
  const open = useDialogs((store) => store.open)
  const sources = answer?.sources
  const found = sources === undefined || link.source === null ? null : linkedSource(link.source, sources)
  const only = found?.kind === 'known' && found.ids.length === 1 ? found.ids[0] : undefined
  const go = (source: SourceState): void => {
    onClose()
    goToAppLink(link, source)
  }
  useEffect(() => {
    const source = sources?.find(({ id }) => id === only)
    if (source) go(source)
    else if (link.source === null && link.trace !== null) open({ kind: 'open-by-id', text: link.trace })
  })
  if (found === null || only !== undefined) return null
  if (found.kind === 'new')
    return (
      <NewSource
        settings={found.settings}
        onClose={onClose}
        onReview={() => open({ kind: 'add-source', settings: found.settings, thenFollow: link })}
      />
    )
  const isKnown = found.kind === 'known'
  const offered = isKnown ? sources!.filter(({ id }) => found.ids.includes(id)) : sources!
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title={isKnown ? 'Open the link in which source?' : 'The link’s source is not known here'}
      description={isKnown ? 'Several sources read the place that the link names.' : found.problem}
      foot={<Foot onClose={onClose} />}
    >
      {offered.length > 0 ? (
        <>
          {isKnown ? null : <p className={styles.lead}>Open it in one of your sources instead:</p>}
          <ul className={styles.sources} aria-label="Sources">
            {offered.map((source) => (
              <li key={source.id}>
                <button type="button" className={styles.source} onClick={() => go(source)}>
                  <PlatformMark platform={source.settings.type} named />
                  <span className={styles.name}>{source.settings.name}</span>
                  <span className={styles.place}>{placeOf(source.settings)}</span>
                </button>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className={styles.lead}>There are no sources yet. Add the one that the link is about, and open it again.</p>
      )}
    </Dialog>
  )
}

function Foot({ onClose }: { onClose: () => void }) {
  return (
    <>
      <span className={styles.grow} />
      <Button onClick={onClose}>Cancel</Button>
    </>
  )
}

function NewSource({
  settings,
  onClose,
  onReview,
}: {
  settings: SourceSettings
  onClose: () => void
  onReview: () => void
}) {
  return (
    <Dialog
      open
      onClose={onClose}
      size="small"
      title="A link to a source you do not have"
      description="Nothing has been asked of it, and nothing was added. Go on only if you know where the link came from."
      foot={
        <>
          <span className={styles.grow} />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" onClick={onReview}>
            Review and add…
          </Button>
        </>
      }
    >
      <dl className={styles.facts}>
        <dt>Platform</dt>
        <dd className={styles.platform}>
          <PlatformMark platform={settings.type} />
          {platformTitle[settings.type]}
        </dd>
        <dt>Place</dt>
        <dd>
          <code>{placeOf(settings) || 'from the environment'}</code>
        </dd>
        {settings.service === null ? null : (
          <>
            <dt>Service</dt>
            <dd>
              <code>{settings.service}</code>
            </dd>
          </>
        )}
      </dl>
    </Dialog>
  )
}

/** The form for a source that a link names, filled in. Once the source is there, the link is followed. */
export function LinkedConnectDialog({
  settings,
  link,
  onClose,
}: {
  settings: SourceSettings
  link: AppLink
  onClose: () => void
}) {
  const queryClient = useQueryClient()
  return (
    <ConnectDialog
      initial={settings}
      onClose={() => {
        onClose()
        const sources = queryClient.getQueryData<SourcesAnswer>(queryKeys.sources)?.sources ?? []
        const found = linkedSource(link.source ?? '', sources)
        const source = found.kind === 'known' ? sources.find(({ id }) => id === found.ids[0]) : undefined
        if (source) goToAppLink(link, source)
      }}
    />
  )
}
