/** The form of a query: what the parser makes and the engine runs. */

export type KqlType = 'string' | 'bool' | 'datetime' | 'timespan' | 'real' | 'long' | 'int' | 'dynamic'

/** A datetime or timespan is a number of microseconds; a dynamic is what JSON says. */
export type KqlValue = unknown

export type Expression =
  | { readonly op: 'literal'; readonly type: KqlType; readonly value: KqlValue }
  | { readonly op: 'column'; readonly name: string }
  | { readonly op: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly op: 'binary'; readonly sign: string; readonly left: Expression; readonly right: Expression }
  | { readonly op: 'index'; readonly of: Expression; readonly key: string }
  | {
      readonly op: 'in'
      readonly left: Expression
      readonly negated: boolean
      readonly ignoreCase: boolean
      /** Values, or the first column of a named table. */
      readonly among: readonly Expression[] | { readonly table: string }
    }
  | { readonly op: 'star' }

/** `name=expression`; the name is null where none is written. */
export interface Named {
  readonly name: string | null
  readonly expression: Expression
}

export type Operator =
  | { readonly op: 'where'; readonly condition: Expression }
  | { readonly op: 'extend' | 'project' | 'distinct'; readonly columns: readonly Named[] }
  | { readonly op: 'summarize'; readonly aggregates: readonly Named[]; readonly by: readonly Named[] }
  | { readonly op: 'order'; readonly by: readonly { readonly expression: Expression; readonly descending: boolean }[] }
  | { readonly op: 'take'; readonly count: number }

export interface Pipeline {
  readonly source: { readonly tables: readonly string[]; readonly fuzzy: boolean }
  readonly operators: readonly Operator[]
}

export interface Query {
  readonly settings: Readonly<Record<string, number>>
  readonly lets: ReadonlyMap<string, Pipeline>
  readonly result: Pipeline
}
