import './styles/tokens.css'
import './styles/high-contrast.css'
import './styles/reset.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { usePreferences } from './app/preferences.ts'
import { applyTheme } from './app/theme.ts'

// Before the first paint, so that a dark page never flashes white.
const { theme, contrast } = usePreferences.getState()
applyTheme(theme, contrast)()

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
