/** Spans of the services around an agent: HTTP on both sides, databases, caches. OpenTelemetry's stable conventions. */

import type { Script, SpanDraft } from './script.ts'

export interface Route {
  readonly service: string
  readonly method: string
  /** `/v1/orders/{id}` */
  readonly route: string
  /** The path as it was asked; default: the route. */
  readonly path?: string
  /** Default 200. */
  readonly status?: number
}

/** A SERVER span: the service answers a request. */
export function serve<T>(script: Script, route: Route, body: (span: SpanDraft) => T): T {
  const status = route.status ?? 200
  return script.within(route.service, () =>
    script.span(
      {
        name: `${route.method} ${route.route}`,
        kind: 'server',
        attributes: {
          'http.request.method': route.method,
          'http.route': route.route,
          'url.path': route.path ?? route.route,
          'url.scheme': 'https',
          'server.address': `${route.service}.internal`,
          'network.protocol.version': '1.1',
          'user_agent.original': 'python-httpx/0.28.1',
        },
      },
      (span) => {
        script.pass(3)
        const result = body(span)
        script.pass(2)
        span.set({ 'http.response.status_code': status })
        if (status >= 500) span.fail(String(status), `HTTP ${status}`)
        return result
      },
    ),
  )
}

/** A CLIENT span for a request to a host that sends no spans of its own, or around `body` when it does. */
export function request(
  script: Script,
  target: {
    readonly method: string
    readonly host: string
    readonly path: string
    readonly status?: number
    readonly takes?: number
    /** No answer came, and why. */
    readonly failure?: { readonly type: string; readonly message: string }
  },
  body?: (span: SpanDraft) => void,
): void {
  const status = target.status ?? 200
  script.span(
    {
      name: target.method,
      kind: 'client',
      attributes: {
        'http.request.method': target.method,
        'url.full': `https://${target.host}${target.path}`,
        'server.address': target.host,
        'server.port': 443,
      },
    },
    (span) => {
      script.pass(target.takes ?? 4)
      body?.(span)
      if (target.failure) return span.fail(target.failure.type, target.failure.message)
      span.set({ 'http.response.status_code': status })
      if (status >= 400) span.fail(String(status), `HTTP ${status}`)
    },
  )
}

/** One service asks another: a CLIENT span here and, within it, a SERVER span there. */
export function ask(script: Script, route: Route, body: (span: SpanDraft) => void): void {
  const target = {
    method: route.method,
    host: `${route.service}.internal`,
    path: route.path ?? route.route,
    status: route.status,
  }
  request(script, target, () => serve(script, route, body))
}

/** A database query. */
export function query(
  script: Script,
  spec: {
    readonly system: 'postgresql' | 'redis' | 'mongodb' | 'elasticsearch' | 'dynamodb'
    readonly database: string
    readonly operation: string
    readonly target: string
    readonly statement: string
    readonly takes?: number
  },
): void {
  script.span(
    {
      name: `${spec.operation} ${spec.target}`,
      kind: 'client',
      attributes: {
        'db.system.name': spec.system,
        'db.namespace': spec.database,
        'db.operation.name': spec.operation,
        'db.collection.name': spec.target,
        'db.query.text': spec.statement,
        'server.address': `${spec.system}.internal`,
      },
    },
    () => script.pass(spec.takes ?? 7),
  )
}
