/** Tables as the engine sees them, and expressions made ready to run over their rows. */

import type { KqlType, KqlValue } from './syntax.ts'

export type Row = readonly KqlValue[]

export interface Column {
  readonly name: string
  readonly type: KqlType
}

export interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
}

export interface Compiled {
  readonly type: KqlType
  readonly of: (row: Row) => KqlValue
}

/** What an expression can see: the columns of its table, and the ids of named tables. */
export interface Scope {
  readonly columns: readonly Column[]
  /** The values of a named table's first column. */
  readonly members: (table: string) => ReadonlySet<KqlValue>
}
