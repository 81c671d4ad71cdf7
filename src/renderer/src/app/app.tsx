import { CSPProvider } from '@base-ui/react/csp-provider'
import { Toaster } from '../ui/toaster.tsx'
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
          <Toaster>
            <ConnectionProvider>
              <Shell />
            </ConnectionProvider>
          </Toaster>
        </ErrorBoundary>
      </TipProvider>
    </CSPProvider>
  )
}
