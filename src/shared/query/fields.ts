/** The fields that the list's filter language knows. */

/** How a field is compared. */
export type FieldKind =
  /** Text, without regard to case; `:` contains, `=` is exactly, `*` in a value stands for anything. */
  | 'text'
  /** A number; `1k` and `2M` are understood. */
  | 'number'
  /** A time such as 500ms, 2s, 3m, 1h; kept in milliseconds. */
  | 'duration'
  /** One of error, ok, running, unknown. */
  | 'status'

/** A field with what it is about, for help and completion. */
export interface QueryField {
  readonly name: string
  readonly kind: FieldKind
  readonly about: string
}

/** All fields, in the order in which help shows them. */
export const queryFields = [
  { name: 'is', kind: 'status', about: 'how the run stands: error, ok, running or unknown' },
  { name: 'status', kind: 'status', about: 'the same as is' },
  { name: 'duration', kind: 'duration', about: 'how long the run took: duration>2s' },
  { name: 'tokens', kind: 'number', about: 'all tokens of the run: tokens>1k' },
  { name: 'steps', kind: 'number', about: 'how many steps it has: steps>=10' },
  { name: 'errors', kind: 'number', about: 'how many steps failed: errors>0' },
  { name: 'model', kind: 'text', about: 'a model that was called: model:gpt-4o' },
  { name: 'agent', kind: 'text', about: "the agent's name" },
  { name: 'tool', kind: 'text', about: 'a tool that was called; known once the run was read' },
  { name: 'session', kind: 'text', about: 'the session or conversation id' },
  { name: 'service', kind: 'text', about: 'the service that the run began in' },
  { name: 'env', kind: 'text', about: 'the environment: env=production' },
  { name: 'id', kind: 'text', about: "the run's id or the platform's trace id" },
  { name: 'name', kind: 'text', about: "the run's name" },
  { name: 'error', kind: 'text', about: 'what went wrong, in words' },
  { name: 'source', kind: 'text', about: "the source's name" },
  { name: 'cloud', kind: 'text', about: 'aws, gcp, azure or datadog' },
] as const satisfies readonly QueryField[]

/** The name of a field. */
export type QueryFieldName = (typeof queryFields)[number]['name']

/** The field of this name, whatever its case; undefined when there is none. */
export function queryField(name: string): (typeof queryFields)[number] | undefined {
  const word = name.toLowerCase()
  return queryFields.find((field) => field.name === word)
}

/** How a value is compared. `:` is "contains" for text and "equals" for the rest. */
export type Operator = ':' | '=' | '!=' | '>' | '>=' | '<' | '<='

/** A run's standing, as the status fields name it. */
export const statusWords = ['error', 'ok', 'running', 'unknown'] as const
