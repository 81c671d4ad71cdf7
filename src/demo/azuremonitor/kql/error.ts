/** What the query engine refuses, with the code that the platform gives it. */
export class KqlError extends Error {
  override readonly name = 'KqlError'
  /** SyntaxError, or SemanticError with its SEM number. */
  readonly kind: 'SyntaxError' | 'SemanticError'
  readonly code: string | null
  /** 1-based position in the text; null where there is none. */
  readonly line: number | null
  readonly column: number | null

  constructor(
    kind: 'SyntaxError' | 'SemanticError',
    message: string,
    where: { code?: string; line?: number; column?: number } = {},
  ) {
    super(message)
    this.kind = kind
    this.code = where.code ?? null
    this.line = where.line ?? null
    this.column = where.column ?? null
  }
}

/** A query that is not in the language. */
export function syntaxError(message: string, line: number, column: number): KqlError {
  return new KqlError('SyntaxError', message, { code: 'SYN0002', line, column })
}

/** A query in the language that means nothing here: no such table, column or function. */
export function semanticError(code: string, message: string): KqlError {
  return new KqlError('SemanticError', message, { code })
}
