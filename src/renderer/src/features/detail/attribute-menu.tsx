/** The context menu of a step's attributes. */

import { Copy, KeyRound } from 'lucide-react'
import { type ReactElement, useRef } from 'react'
import type { StepAttribute, StepDetail } from '../../../../shared/model/step-detail.ts'
import type { QueryFieldName } from '../../../../shared/query/fields.ts'
import { copyLater } from '../../app/copy-later.ts'
import { ContextMenu, type MenuEntry } from '../../ui/menu.tsx'
import { toast } from '../../ui/toaster.tsx'
import { copy } from '../runs/run-menu.tsx'
import { only } from '../timeline/step-menu.tsx'
import { useWholeValue } from './step-texts.tsx'
import { valueText } from './value.tsx'

/** Puts the menu on what has rows marked with `data-attribute`, the attribute's path. */
export function AttributeMenu({
  detail,
  attributeAt,
  children,
}: {
  detail: StepDetail
  attributeAt: (path: string) => StepAttribute | undefined
  children: ReactElement
}) {
  const whole = useWholeValue()
  const asked = useRef('')
  const entries = (): readonly MenuEntry[] => {
    const path = asked.current
    const attribute = attributeAt(path)
    if (attribute === undefined) return []
    const field = filterFieldOf(attribute, detail)
    return [
      {
        label: 'Copy value',
        icon: <Copy size={14} aria-hidden />,
        onSelect: () => void copyValue(whole(path, attribute.value).then(valueText)),
      },
      {
        label: 'Copy name',
        icon: <KeyRound size={14} aria-hidden />,
        onSelect: () => void copy(attribute.key, 'Name copied'),
      },
      ...(field === null ? [] : (['separator', ...only(field, field, valueText(attribute.value))] as const)),
    ]
  }
  return (
    <ContextMenu
      entries={entries}
      pointed={(target) => {
        asked.current = target.closest<HTMLElement>('[data-attribute]')?.dataset['attribute'] ?? ''
        return asked.current !== ''
      }}
    >
      {children}
    </ContextMenu>
  )
}

async function copyValue(text: Promise<string>): Promise<void> {
  try {
    await copyLater(text)
    toast('Value copied')
  } catch {
    toast('The clipboard refused', 'Allow this page to use the clipboard, and copy again.', 'failed')
  }
}

/** Keys that say of a step what the list's filter asks of runs; without regard to dots and underscores, which platforms exchange. */
const fieldByKey: Readonly<Record<string, QueryFieldName>> = {
  gen_ai_agent_name: 'agent',
  agent_name: 'agent',
  gen_ai_conversation_id: 'session',
  session_id: 'session',
  deployment_environment: 'env',
  deployment_environment_name: 'env',
}

/** The longest value that is worth a filter. */
const longestValue = 200

/** The field of the filter language that has this attribute's value; null where it has none. What the step's model and tool were read from is told by the detail itself. */
export function filterFieldOf(
  { key, value, origin }: StepAttribute,
  { provenance }: Pick<StepDetail, 'provenance'>,
): QueryFieldName | null {
  if (typeof value !== 'string' || value === '' || value.length > longestValue) return null
  const source = provenance.find((one) => one.origin === origin)?.field
  if (source === 'modelName') return 'model'
  if (source === 'toolName') return 'tool'
  const folded = key.toLowerCase().replaceAll('.', '_')
  return Object.hasOwn(fieldByKey, folded) ? (fieldByKey[folded] ?? null) : null
}
