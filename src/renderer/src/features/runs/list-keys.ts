import { registerKeys } from '../../app/key-map.ts'

/** The keys of the list's own features, beside those that move through it. */
export const listFeatureKeys = registerKeys('List of runs', {
  top: { keys: ['g g'], label: 'First run' },
  fold: { keys: ['ArrowLeft', 'h'], label: 'By session: fold the session' },
  unfold: { keys: ['ArrowRight', 'l'], label: 'By session: unfold the session' },
  bySession: { keys: ['s'], label: 'List by session, or not' },
  around: { keys: ['a'], label: 'Only runs around this one: 15 minutes either way' },
  window: { keys: ['w'], label: 'Choose the window of time' },
  columns: { keys: ['c'], label: 'Choose, order and size columns' },
  views: { keys: ['v'], label: 'Saved views' },
  saveView: { keys: ['V'], label: 'Save this view' },
  chart: { keys: ['d'], label: 'Show or hide the chart of durations' },
  rowMenu: { keys: ['m'], label: 'Menu of the run' },
  copyId: { keys: ['y'], label: 'Copy the trace id' },
})
