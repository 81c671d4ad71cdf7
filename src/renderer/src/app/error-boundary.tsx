import { Component, type ReactNode } from 'react'
import { errorInfo, fix } from '../../../shared/errors.ts'
import { ErrorPanel } from '../ui/error-panel.tsx'

interface Props {
  /** What could not be drawn: "The timeline". */
  readonly part: string
  /** A new value clears the error (the opened run's id, say). */
  readonly resetKey?: string
  readonly children: ReactNode
}

interface State {
  readonly error: Error | null
  readonly resetKey: string | undefined
}

/** Keeps a fault of one part from taking the others down, and says so in its place. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { error: null, resetKey: this.props.resetKey }

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error }
  }

  static getDerivedStateFromProps(props: Props, state: State): State | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey }
  }

  override render() {
    const { error } = this.state
    if (error === null) return this.props.children
    const info = errorInfo({
      code: 'INTERNAL',
      message: `${this.props.part} could not be drawn.`,
      cause: 'This is a fault of the program, not of your data.',
      fix: fix('Try again; the rest of the page still works.'),
      raw: error.stack ?? error.message,
    })
    return <ErrorPanel info={info} onRetry={() => this.setState({ error: null })} />
  }
}
