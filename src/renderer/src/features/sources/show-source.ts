import { navigate } from '../../location.ts'

/** Goes to one source's runs, or with null to all. An opened run is left. */
export function showSource(sourceId: string | null): void {
  navigate({ sourceId, run: null }, 'push')
}
