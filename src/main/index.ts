// Electron's entry.
import { startDesktop } from './desktop/start.ts'

startDesktop()
