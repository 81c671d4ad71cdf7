import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Discovery } from '../../../../shared/discovery.ts'
import { workspaceProblem } from '../../../../shared/source.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { ColorChoice } from '../../ui/source-color.tsx'
import type { Draft, DraftField, ReadDraft } from './form-draft.ts'
import { soundsLikeProduction } from './form-remarks.ts'
import { secretProblem } from '../../../../shared/looks-secret.ts'
import { type FieldProps, PlatformFields } from './platform-fields.tsx'
import styles from './source-form.module.css'

/**
 * The fields of one source. No field takes a secret: what looks like one is taken out at once, and said. Problems are shown once a field was left, or when `strict`.
 */
export function SourceForm({
  draft,
  read,
  strict,
  discovery,
  onChange,
}: {
  draft: Draft
  read: ReadDraft
  strict: boolean
  discovery: Discovery | undefined
  onChange: (change: Partial<Draft>) => void
}) {
  const [touched, setTouched] = useState<ReadonlySet<DraftField>>(new Set())
  const [refused, setRefused] = useState<{ readonly field: DraftField; readonly said: string } | null>(null)
  const field: FieldProps = (name) => ({
    value: draft[name],
    onText: (text) => {
      const said = refusal(name, text)
      setRefused(said === null ? null : { field: name, said })
      onChange({ [name]: said === null ? text : '' })
    },
    onBlur: () => setTouched((before) => new Set(before).add(name)),
    // An empty field is not yet a mistake while the user is on the way to it.
    problem:
      refused?.field === name
        ? refused.said
        : strict || (touched.has(name) && draft[name] !== '')
          ? (read.problems[name] ?? null)
          : null,
    remark: read.remarks[name] ?? null,
  })
  const moreHasProblem = (['ttl', 'endpoint'] as const).some((name) => read.problems[name] !== undefined)

  return (
    <div className={styles.form}>
      <TextField label="Name" placeholder={read.settings.name || 'its URL, if left empty'} {...field('name')} />
      <div className={styles.color}>
        <span className={styles.colorLabel} aria-hidden>
          Colour
        </span>
        <ColorChoice label="Colour" value={draft.color} onChange={(color) => onChange({ color })} />
        {draft.color === null && soundsLikeProduction(draft.name) ? (
          <Button kind="ghost" small onClick={() => onChange({ color: 'red' })}>
            Production? Mark it red
          </Button>
        ) : null}
      </div>
      <PlatformFields draft={draft} discovery={discovery} field={field} />
      <div className={styles.pair}>
        <TextField
          label="Service"
          placeholder="all services"
          hint="Optional. Must match exactly, upper and lower case included."
          {...field('service')}
        />
        <TextField label="Look back" hint="Such as 90m, 24h or 7d." {...field('lookback')} />
      </div>
      <details className={styles.more} open={(strict && moreHasProblem) || draft.endpoint !== '' || undefined}>
        <summary className={styles.summary}>
          <ChevronRight size={13} className={styles.chevron} aria-hidden />
          More settings
        </summary>
        <div className={styles.pair}>
          <TextField
            label="Cache, seconds"
            hint="How long an answer is kept in memory. 0 switches it off."
            {...field('ttl')}
          />
          <TextField
            label="Endpoint"
            placeholder="the platform's own"
            mono
            hint="A base URL for a private endpoint or a proxy."
            {...field('endpoint')}
          />
        </div>
      </details>
    </div>
  )
}

/** Why a text may not stand in a field for a moment; null when it may. */
function refusal(name: DraftField, text: string): string | null {
  if (name === 'workspaceId' && /InstrumentationKey=|IngestionEndpoint=/i.test(text)) return workspaceProblem(text)
  return secretProblem(text)
}
