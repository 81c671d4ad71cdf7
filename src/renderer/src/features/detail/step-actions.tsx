/** What can be done with a step: copy its id, and copy it with all below in one of the forms in which it can leave. */

import { Braces, Ellipsis, FileText, Fingerprint, Share2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ExportFormat } from '../../../../shared/export-format.ts'
import { shareLink } from '../../app/share-link.ts'
import type { OpenRunRef } from '../../location.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { formatTitle, useExport } from '../timeline/run-export.ts'

export function StepActions({ run, spanId }: { run: OpenRunRef; spanId: string }) {
  const { copyText, copyExport } = useExport(run)
  const as = (format: ExportFormat, icon: ReactNode) => ({
    label: `Copy with all below as ${formatTitle[format]}`,
    icon,
    onSelect: () => copyExport(format, spanId),
  })
  return (
    <Menu
      align="end"
      trigger={<IconButton small label="Copy this step" icon={<Ellipsis size={15} aria-hidden />} />}
      entries={[
        {
          label: 'Copy span id',
          icon: <Fingerprint size={14} aria-hidden />,
          onSelect: () => copyText('Span id copied', spanId),
        },
        {
          label: 'Copy link to this step',
          icon: <Share2 size={14} aria-hidden />,
          onSelect: () => copyText('Link copied', shareLink({ run, stepId: spanId })),
        },
        'separator',
        as('json', <Braces size={14} aria-hidden />),
        as('otlp', <Braces size={14} aria-hidden />),
        as('markdown', <FileText size={14} aria-hidden />),
      ]}
    />
  )
}
