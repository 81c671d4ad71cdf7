/** What the machine's sleep means for the app. */

import { powerMonitor } from 'electron'
import type { ServiceHost } from '../service/host.ts'

/** Tells the service as soon as the machine is awake again: its connections may be dead, and what is on screen is old. (Where the system does not say so, the service notices by itself.) */
export function followSleep(service: Pick<ServiceHost, 'resumed'>): void {
  powerMonitor.on('resume', () => service.resumed())
}
