/** The icon and the word of each type of step. A type is never told by colour alone. */

import {
  Bot,
  BookOpenText,
  Brain,
  ClipboardCheck,
  type LucideIcon,
  ShieldCheck,
  Sparkles,
  TriangleAlert,
  Workflow,
  Wrench,
} from 'lucide-react'
import { memo } from 'react'
import type { StepType } from '../../../shared/model/step-type.ts'
import styles from './step-icon.module.css'

const icons: Record<StepType, LucideIcon> = {
  agent: Bot,
  llm: Sparkles,
  tool: Wrench,
  retrieval: BookOpenText,
  memory: Brain,
  guardrail: ShieldCheck,
  evaluation: ClipboardCheck,
  workflow: Workflow,
  error: TriangleAlert,
}

/** The word for each type of step, as shown to people. */
export const stepTypeLabel: Record<StepType, string> = {
  agent: 'Agent',
  llm: 'LLM',
  tool: 'Tool',
  retrieval: 'Retrieval',
  memory: 'Memory',
  guardrail: 'Guardrail',
  evaluation: 'Evaluation',
  workflow: 'Workflow',
  error: 'Error',
}

/** The type's icon in the type's ink. Decorative: put the word beside it, or in the row's accessible name. */
export const StepIcon = memo(function StepIcon({ type, size = 14 }: { type: StepType; size?: number }) {
  const Icon = icons[type]
  return (
    <span className={styles['icon']} data-step-type={type} aria-hidden="true">
      <Icon size={size} strokeWidth={2} />
    </span>
  )
})
