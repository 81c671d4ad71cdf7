/** Everything the platform recorded of a step, where it lay, which fields were read from it, and what happened during it. */

import { Search } from 'lucide-react'
import { Fragment, type ReactNode, useDeferredValue, useMemo, useState } from 'react'
import type { JsonValue } from '../../../../shared/model/json-value.ts'
import type { StepAttribute, StepDetail } from '../../../../shared/model/step-detail.ts'
import type { OpenRunRef } from '../../location.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { useTimeline } from '../timeline/timeline-store.ts'
import { AttributeMenu } from './attribute-menu.tsx'
import styles from './attributes-view.module.css'
import { EventsList } from './events-list.tsx'
import { LinksList } from './links-list.tsx'
import { ProvenanceTable } from './provenance-table.tsx'
import { useWholeValue } from './step-texts.tsx'
import { CopyValue, parsedStructure, Value, valueText } from './value.tsx'

/** The search field's place in the page. */
export const searchId = 'search-attributes'

interface AttributesViewProps {
  readonly detail: StepDetail
  readonly run: OpenRunRef
}

export function AttributesView({ detail, run }: AttributesViewProps) {
  const runStart = useTimeline((state) => state.data.outline.start)
  const [query, setQuery] = useState('')
  const wanted = useDeferredValue(query).trim().toLocaleLowerCase()
  const all = detail.attributeList
  const shown = useMemo(() => (wanted === '' ? all : all.filter((one) => matches(one, wanted))), [all, wanted])
  const groups = useMemo(() => byPlace(shown), [shown])
  const paths = useMemo(() => new Map(all.map((one, at) => [one, `/attributeList/${at}/value`])), [all])
  const whole = useWholeValue()
  const complete = async (one: StepAttribute): Promise<StepAttribute> => ({
    ...one,
    value: await whole(paths.get(one), one.value),
  })
  return (
    <div className={styles.view}>
      {all.length === 0 ? (
        <p className={styles.nothing}>The platform recorded no attributes for this step.</p>
      ) : (
        <>
          <div className={styles.bar}>
            <label className={styles.search}>
              <Search size={13} aria-hidden />
              <input
                id={searchId}
                type="text"
                placeholder="Search attributes"
                aria-label="Search attributes"
                spellCheck={false}
                autoComplete="off"
                value={query}
                onChange={(event) => setQuery(event.target.value)}
              />
              {wanted === '' ? null : (
                <span className={styles.count} role="status">
                  {shown.length} of {all.length}
                </span>
              )}
            </label>
            <CopyButton text={async () => asJson(await Promise.all(all.map(complete)))} label="Copy all as JSON" />
          </div>
          <AttributeMenu
            detail={detail}
            attributeAt={(path) => all[Number(/^\/attributeList\/(\d+)\//.exec(path)?.[1])]}
          >
            <table className={styles.table}>
              <colgroup>
                <col className={styles.keyColumn} />
                <col />
                <col className={styles.copyColumn} />
              </colgroup>
              <caption className="visually-hidden">Attributes</caption>
              {groups.map(({ place, rows }) => (
                <tbody key={place}>
                  <tr>
                    <th colSpan={3} scope="rowgroup" className={styles.place} title={`Recorded in ${place}`}>
                      {place}
                    </th>
                  </tr>
                  {rows.map((one) => (
                    <AttributeRow key={paths.get(one)} attribute={one} path={paths.get(one)!} />
                  ))}
                </tbody>
              ))}
            </table>
          </AttributeMenu>
          {shown.length === 0 ? <p className={styles.nothing}>No attribute matches.</p> : null}
        </>
      )}
      <EventsList events={detail.events} runStart={runStart} />
      <LinksList links={detail.links} run={run} />
      <ProvenanceTable provenance={detail.provenance} />
    </div>
  )
}

/** A structure or a long text has the whole width below its key. */
function AttributeRow({ attribute, path }: { attribute: StepAttribute; path: string }) {
  const { key, value, origin } = attribute
  const wide = isWide(value)
  const copy = (
    <td className={styles.copy}>
      <CopyValue value={value} path={path} label={`Copy ${key}`} />
    </td>
  )
  const shown = <Value value={value} path={path} />
  return (
    <>
      <tr className={styles.row} data-wide={wide || undefined} data-attribute={path}>
        <th scope="row" className={styles.key} title={origin} colSpan={wide ? 2 : 1}>
          <span>{breakable(key)}</span>
          {origin === key || origin === `${placeOf(origin)}[${JSON.stringify(key)}]` ? null : (
            <span className={styles.origin} title={`Read from ${origin}`}>
              {origin}
            </span>
          )}
        </th>
        {wide ? null : <td className={styles.value}>{shown}</td>}
        {copy}
      </tr>
      {wide ? (
        <tr className={styles.below} data-attribute={path}>
          <td colSpan={3} className={styles.value}>
            {shown}
          </td>
        </tr>
      ) : null}
    </>
  )
}

const longestBeside = 160

function isWide(value: JsonValue): boolean {
  if (typeof value === 'string') return value.length > longestBeside || parsedStructure(value) !== null
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}

/** Where in the platform's document an attribute lay: `labels` of `labels["/http/method"]`. */
function placeOf(origin: string): string {
  const at = origin.indexOf('[')
  return at > 0 ? origin.slice(0, at) : origin
}

/** The attributes by the places of the document, both in the order in which they came. */
function byPlace(attributes: readonly StepAttribute[]): readonly { place: string; rows: readonly StepAttribute[] }[] {
  const groups = new Map<string, StepAttribute[]>()
  for (const one of attributes) {
    const place = placeOf(one.origin)
    const rows = groups.get(place)
    if (rows) rows.push(one)
    else groups.set(place, [one])
  }
  return [...groups].map(([place, rows]) => ({ place, rows }))
}

/** A dotted key may be broken after a dot or an underscore, rather than anywhere. */
function breakable(key: string): ReactNode {
  return key.split(/(?<=[._])/).map((part, at) => (
    <Fragment key={at}>
      {at > 0 ? <wbr /> : null}
      {part}
    </Fragment>
  ))
}

function matches({ key, value, origin }: StepAttribute, wanted: string): boolean {
  return (
    // A platform may have written underscores for the dots.
    undotted(key).includes(undotted(wanted)) ||
    origin.toLocaleLowerCase().includes(wanted) ||
    valueText(value).toLocaleLowerCase().includes(wanted)
  )
}

function undotted(text: string): string {
  return text.toLocaleLowerCase().replaceAll('.', '_')
}

/** One object of key and value; of two attributes with one key both are kept, the second under its origin. */
function asJson(attributes: readonly StepAttribute[]): string {
  const out = new Map<string, unknown>()
  for (const { key, value, origin } of attributes) out.set(out.has(key) ? origin : key, value)
  return JSON.stringify(Object.fromEntries(out), null, 2)
}
