/** A run, or a step with all below it, on its way out: to the clipboard, or to a file that the user asked for. */

import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ExportFormat } from '../../../../shared/export-format.ts'
import { useClient } from '../../app/client-context.tsx'
import { copyLater } from '../../app/copy-later.ts'
import { queryKeys } from '../../app/query-keys.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import type { OpenRunRef } from '../../location.ts'
import { toast } from '../../ui/toaster.tsx'

/** The forms as people call them. */
export const formatTitle: Readonly<Record<ExportFormat, string>> = {
  json: 'JSON',
  otlp: 'OTLP JSON',
  markdown: 'Markdown',
}

const files: Readonly<Record<ExportFormat, { readonly suffix: string; readonly type: string }>> = {
  json: { suffix: 'json', type: 'application/json' },
  otlp: { suffix: 'otlp.json', type: 'application/json' },
  markdown: { suffix: 'md', type: 'text/markdown' },
}

/** How to hand out what the run holds. Each says in a toast what it did, or why it could not. */
export function useExport(run: OpenRunRef) {
  const client = useClient()
  const queryClient = useQueryClient()
  const { sourceId, traceId } = run
  return useMemo(() => {
    const exported = async (format: ExportFormat, spanId: string | null): Promise<string> => {
      const answer = await queryClient.fetchQuery({
        queryKey: [...queryKeys.openRun(sourceId, traceId), 'export', format, spanId],
        queryFn: ({ signal }) => client.runs.export({ sourceId, traceId, format, spanId }, { signal }),
        staleTime: 0,
        gcTime: 0,
      })
      return answer.text
    }
    return {
      copyText: (what: string, text: string) => void attempt(what, () => navigator.clipboard.writeText(text)),
      /** A null span is the whole run. */
      copyExport: (format: ExportFormat, spanId: string | null) =>
        void attempt(`${spanId === null ? 'Run' : 'Step'} copied as ${formatTitle[format]}`, async () =>
          copyLater(exported(format, spanId)),
        ),
      saveExport: (format: ExportFormat, name: string) =>
        void attempt(`Run saved as ${formatTitle[format]}`, async () =>
          download(await exported(format, null), `run-${safeName(name)}.${files[format].suffix}`, files[format].type),
        ),
    }
  }, [client, queryClient, sourceId, traceId])
}

async function attempt(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
    toast(what)
  } catch (error) {
    const info = toErrorInfo(error)
    toast(info.message, info.cause ?? undefined, 'failed')
  }
}

/** Hands a text to the browser as a file. The only way that trace content leaves for the disk, and only when the user asks. */
function download(text: string, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // The download has begun by the next task; keeping the URL would keep the text.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

function safeName(text: string): string {
  return text.replace(/[^A-Za-z0-9-]+/g, '-').slice(0, 80)
}
