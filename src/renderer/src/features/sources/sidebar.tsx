import { Layers, PanelLeftClose, PanelLeftOpen, Plus, Search, Settings, Square } from 'lucide-react'
import { useDialogs } from '../../app/dialogs.ts'
import { toggleSidebar } from '../../app/sidebar-shown.ts'
import { useLocation } from '../../location.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { ConfigProblems } from './config-problems.tsx'
import styles from './sidebar.module.css'
import { showSource } from './show-source.ts'
import { SourceGroup } from './source-group.tsx'
import { useDemo } from './use-demo.ts'
import { useMoveAnnouncement } from './use-order.ts'
import { useSourcesQuery } from './use-sources.ts'

/** The sources and how each stands, with the ways to more. */
export function Sidebar() {
  const answer = useSourcesQuery().data
  const sources = answer?.sources ?? []
  const open = useDialogs((store) => store.open)
  const demo = useDemo()
  const own = sources.filter((source) => source.origin !== 'demo')
  const demos = sources.filter((source) => source.origin === 'demo')

  return (
    <nav className={styles.sidebar} aria-label="Sources">
      <header className={styles.head}>
        <span className={styles.brand}>TraceCraft</span>
        <IconButton
          small
          label="Open by trace id"
          shortcut="mod+o"
          icon={<Search size={14} aria-hidden />}
          onClick={() => open({ kind: 'open-by-id' })}
        />
        <IconButton
          small
          label="Hide the sidebar"
          shortcut="mod+b"
          icon={<PanelLeftClose size={14} aria-hidden />}
          onClick={toggleSidebar}
        />
      </header>
      <div className={styles.scroll}>
        {sources.length > 1 ? <AllSources count={sources.length} /> : null}
        <SourceGroup title="Sources" sources={own}>
          <IconButton
            small
            label="Add a source"
            icon={<Plus size={14} aria-hidden />}
            onClick={() => open({ kind: 'add-source' })}
          />
        </SourceGroup>
        {own.length === 0 && answer ? (
          <Button kind="ghost" small className={styles.addFirst} onClick={() => open({ kind: 'add-source' })}>
            <Plus size={13} aria-hidden />
            Add a source
          </Button>
        ) : null}
        {demos.length > 0 ? (
          <SourceGroup title="Demo" sources={demos}>
            <IconButton
              small
              label="Stop the demo"
              icon={<Square size={11} aria-hidden />}
              disabled={demo.busy}
              onClick={demo.stop}
            />
          </SourceGroup>
        ) : null}
        {sources.length > 0 ? <ConfigProblems problems={answer?.problems ?? []} /> : null}
      </div>
      <MoveAnnouncement />
      <footer className={styles.foot}>
        {demos.length === 0 ? (
          <Button kind="ghost" small disabled={demo.busy} onClick={demo.start}>
            {demo.busy ? 'Starting the demo…' : 'Explore the demo'}
          </Button>
        ) : (
          <span />
        )}
        <IconButton
          small
          label="Settings"
          shortcut="mod+,"
          icon={<Settings size={14} aria-hidden />}
          onClick={() => open({ kind: 'settings' })}
        />
      </footer>
    </nav>
  )
}

/** Says where a moved source has come to stand. */
function MoveAnnouncement() {
  const said = useMoveAnnouncement((store) => store.said)
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  )
}

function AllSources({ count }: { count: number }) {
  const current = useLocation((location) => location.sourceId) === null
  return (
    <button
      type="button"
      className={styles.all}
      aria-current={current ? 'page' : undefined}
      onClick={() => showSource(null)}
    >
      <Layers size={15} aria-hidden />
      <span className={styles.allTitle}>All sources</span>
      <span className={styles.count}>{count}</span>
    </button>
  )
}

/** The sidebar put away: only the way back. */
export function SidebarRail() {
  return (
    <nav className={styles.rail} aria-label="Sources">
      <IconButton
        label="Show the sidebar"
        shortcut="mod+b"
        icon={<PanelLeftOpen size={15} aria-hidden />}
        onClick={toggleSidebar}
      />
    </nav>
  )
}
