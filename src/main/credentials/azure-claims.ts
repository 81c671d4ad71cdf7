/** Reads who a token belongs to. The signature is not checked: the platform does that, and this is for display. */

import type { AzureSignIn } from './azure.ts'

/** What the payload of an access token says of its owner; nulls where it says nothing or cannot be read. */
export function claimsOf(token: string): Pick<AzureSignIn, 'tenantId' | 'principal' | 'kind' | 'objectId'> {
  const claims = payloadOf(token)
  const text = (...keys: string[]) => {
    for (const key of keys) {
      const value = claims[key]
      if (typeof value === 'string' && value !== '') return value
    }
    return null
  }
  const user = text('upn', 'unique_name', 'preferred_username', 'email')
  const app = text('appid', 'azp')
  const isApp = claims.idtyp === 'app' || (user === null && app !== null && claims.idtyp !== 'user')
  return {
    tenantId: text('tid'),
    principal: isApp ? app : (user ?? text('name', 'oid')),
    kind: isApp ? 'app' : user === null ? null : 'user',
    objectId: text('oid'),
  }
}

function payloadOf(token: string): Record<string, unknown> {
  try {
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as unknown
    return typeof payload === 'object' && payload !== null ? (payload as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
