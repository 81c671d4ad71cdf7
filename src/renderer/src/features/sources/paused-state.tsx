import { CirclePause } from 'lucide-react'
import type { SourceState } from '../../../../shared/contract.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { usePause } from './use-pause.ts'

/** In place of a list to which only paused sources could bring runs: that this is why it is empty, and the way on. */
export function PausedState({ sources }: { sources: readonly SourceState[] }) {
  const pause = usePause()
  const [first] = sources
  return (
    <EmptyState
      icon={<CirclePause size={26} aria-hidden />}
      title={sources.length === 1 ? `${first?.settings.name ?? 'The source'} is paused` : 'All sources are paused'}
      actions={
        <Button
          kind="primary"
          onClick={() => {
            for (const source of sources) pause(source)
          }}
        >
          Resume
        </Button>
      }
    >
      <p>A paused source asks its platform nothing.</p>
    </EmptyState>
  )
}
