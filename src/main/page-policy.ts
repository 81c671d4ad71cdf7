/**
 * The page's Content-Security-Policy, the same in both carriers but for where it may connect. Nothing from the network is ever loaded: no remote image,
 * because a prompt that names one would tell its server that somebody reads the trace.
 *
 * `style-src` allows inline styles because virtualised rows are positioned by them; scripts are the bundle's own only.
 */
export function contentSecurityPolicy(connect: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
