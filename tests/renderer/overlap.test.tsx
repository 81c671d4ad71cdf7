import { act, cleanup } from '@testing-library/react'
import * as fc from 'fast-check'
import { type ReactNode, useState } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useRefresh } from '../../src/renderer/src/features/sources/use-refresh.ts'
import { useSources, useSourcesWatch } from '../../src/renderer/src/features/sources/use-sources.ts'
import { useRunLists } from '../../src/renderer/src/features/runs/use-run-lists.ts'
import { useRun } from '../../src/renderer/src/features/timeline/run-query.ts'
import { Platforms, versionOf } from '../main/service/concurrency/held-platform.ts'
import { pageService, renderPage } from '../support/page-service.tsx'

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const question = { window: null, limit: 10, errorsOnly: false, filter: null }
const run = { sourceId: 'one', traceId: '1-5759e988-000000000000000000000001', startedAt: null }

/** What the page shows of a source and of a run: the version of each page of the list by its number, and of the run. */
type Shown = Readonly<Record<string, number>>

function Part({ show, give }: { show: (shown: Shown) => void; give: (refresh: () => void) => void }) {
  useSourcesWatch()
  const parts = useRunLists(useSources(), question, true)
  const { data } = useRun(run)
  const refresh = useRefresh()
  give(() => refresh(null))
  const rows = parts.flatMap(({ pages }) => pages.flat().map(({ id }) => id.split('@') as [string, string]))
  show({
    ...Object.fromEntries(rows.map(([page, version]) => [page, Number(version)])),
    ...(data ? { run: versionOf(data.opened) } : {}),
  })
  return null
}

/** Holds the part, or leaves it; what is known stays with the page. */
function Frame({ give, children }: { give: (setShown: (isShown: boolean) => void) => void; children: ReactNode }) {
  const [isShown, setShown] = useState(true)
  give(setShown)
  return isShown ? children : null
}

const deeds = ['answer', 'answer', 'answer', 'refresh', 'change', 'leave', 'come back', 'a minute passes'] as const

it('a page never shows older data after newer, whenever it is refreshed, left and come back to, and in whatever order the platform answers', async () => {
  const happenings = fc.array(fc.tuple(fc.constantFrom(...deeds), fc.nat(9)), { minLength: 5, maxLength: 25 })
  await fc.assert(
    fc.asyncProperty(happenings, async (happening) => {
      const platforms = new Platforms()
      const service = pageService(['xray://us-east-1/?name=one'])
      const store = service.store('one')
      const held = platforms.store('one')
      store.list = held.list.bind(held)
      store.get = held.get.bind(held)
      const newest: Record<string, number> = {}
      const show = (shown: Shown) => {
        for (const [what, version] of Object.entries(shown)) {
          expect(version, `${what} after ${newest[what]}`).toBeGreaterThanOrEqual(newest[what] ?? 0)
          newest[what] = version
        }
      }
      let refresh = () => {}
      let isShown = true
      let setShown: (isShown: boolean) => void = () => {}
      const view = renderPage(
        service,
        <Frame give={(by) => (setShown = by)}>
          <Part show={show} give={(by) => (refresh = by)} />
        </Frame>,
      )
      const rest = (ms = 200) => act(() => vi.advanceTimersByTimeAsync(ms))
      await rest()
      for (const [deed, at] of happening) {
        const { open } = platforms
        if (deed === 'answer' && open.length > 0) open[at % open.length]!.answer(at !== 0)
        if (deed === 'change') platforms.change('one')
        if (deed === 'refresh' && isShown) act(refresh)
        if (deed === 'leave' || deed === 'come back') {
          isShown = deed === 'come back'
          act(() => setShown(isShown))
        }
        await rest(deed === 'a minute passes' ? 61_000 : 200)
        // Whoever has left waits for nothing.
        if (!isShown) expect(open).toEqual([])
      }
      view.unmount()
      await rest()
      expect(platforms.open).toEqual([])
    }),
    { numRuns: 60 },
  )
})
