// Electron's entry. It alone knows where the bundle lies: a bundler may put any other module into another folder.
import { startDesktop } from './desktop/start.ts'

startDesktop(import.meta.dirname)
