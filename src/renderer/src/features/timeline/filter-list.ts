import type { QueryFieldName } from '../../../../shared/query/fields.ts'
import { navigate } from '../../location.ts'
import { addToFilter } from '../runs/run-menu.tsx'

/** Goes back to the list, narrowed to runs of which this is so. */
export function filterListBy(field: QueryFieldName, value: string): void {
  navigate({ run: null }, 'push')
  addToFilter(field, value)
}
