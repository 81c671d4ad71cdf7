/** Which face of the run is shown: the timeline itself, or one of the others. A link restores it. */

import { ChartGantt } from 'lucide-react'
import { Suspense } from 'react'
import { ErrorBoundary } from '../../app/error-boundary.tsx'
import { navigate, type RunFace, useLocation } from '../../location.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { Spinner } from '../../ui/spinner.tsx'
import styles from './face-switch.module.css'
import { type Face, faces } from './faces.tsx'

/** The face in the link; the timeline where there is none or it is not known. */
export function useFace(): Face | null {
  const id = useLocation((location) => location.face)
  return faces.find((face) => face.id === id) ?? null
}

/** Shown where there is something to choose. */
export function FaceSwitch() {
  const face = useFace()
  if (faces.length === 0) return null
  return (
    <Segmented<RunFace>
      shrinks
      label="Show the run as"
      value={face?.id ?? 'timeline'}
      options={[
        { value: 'timeline', label: 'Timeline', icon: <ChartGantt size={13} aria-hidden /> },
        ...faces.map(({ id, label, icon: Icon }) => ({ value: id, label, icon: <Icon size={13} aria-hidden /> })),
      ]}
      onChange={(next) => navigate({ face: next })}
    />
  )
}

/** The face in the place of the chart. */
export function FacePane({ face }: { face: Face }) {
  const { Component } = face
  return (
    <div className={styles.pane} data-face={face.id}>
      <ErrorBoundary part={face.label}>
        <Suspense fallback={<Spinner />}>
          <Component />
        </Suspense>
      </ErrorBoundary>
    </div>
  )
}
