/** What the page is told it may do, the same in both carriers but for where it may connect. */

/**
 * The page's Content-Security-Policy. Nothing from the network is ever loaded: no remote image, because a prompt that names one would tell its server that somebody reads the
 * trace. Scripts and styles are the bundle's own only; React writes the styles of single elements through the object model, which the policy leaves alone. No text can become
 * markup: without a trusted-types policy, `innerHTML` and its like throw.
 */
export function contentSecurityPolicy(connect: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // data: for the icons of rows, and for pictures that came within a message.
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}

/** Abilities of a browser that the page never asks for. The clipboard is not among them: the page writes it, and reading it is asked of the user by the browser, and refused by the shell. */
const deniedFeatures = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'window-management',
  'xr-spatial-tracking',
]

/** The headers of every file of the page. `connect` is where it may connect, as `connect-src` writes it. */
export function pageHeaders(connect: string): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(connect),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'permissions-policy': deniedFeatures.map((feature) => `${feature}=()`).join(', '),
    // A browser looks up the hosts of links before anybody clicks them, which would tell a link's name server that somebody reads the trace.
    'x-dns-prefetch-control': 'off',
  }
}
