import { CSPProvider } from '@base-ui/react/csp-provider'
import { TipProvider } from '../ui/tooltip.tsx'
import { ConnectionProvider } from './connection-provider.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { Shell } from './shell.tsx'
import { useTheme } from './theme.ts'

/** The whole page. */
export function App() {
  useTheme()
  return (
    <CSPProvider disableStyleElements>
      <TipProvider>
        <ErrorBoundary part="The page">
          <ConnectionProvider>
            <Shell />
          </ConnectionProvider>
        </ErrorBoundary>
      </TipProvider>
    </CSPProvider>
  )
}
