import type { RecordedRequest } from '../../../src/demo/http/handler.ts'
import type { Platform } from '../../../src/shared/platform.ts'

export interface AllowedCall {
  readonly operation: string
  readonly method: string
  readonly path: RegExp
}

export const allowedCalls: Readonly<Record<Platform, readonly AllowedCall[]>>
export const placeholders: Readonly<Record<Platform, readonly (readonly [header: string, placeholder: RegExp])[]>>
export function faultOf(
  request: Pick<RecordedRequest, 'platform' | 'method' | 'path' | 'query' | 'headers' | 'body'>,
): string | null
