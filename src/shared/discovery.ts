/** What was found on this machine that a source could sign in with, before anything is asked of a platform. Names and states only, never a secret. */

import type { Fix } from './errors.ts'
import type { Platform } from './platform.ts'

/** One sign-in, profile, account, subscription or key that a source could use. */
export interface FoundSignIn {
  /** `profile`, `sso-session`, `environment`, `adc`, `cli`, `subscription`, `workspace`, `key`, … : what it is, for its icon and for tests. */
  readonly kind: string
  /** What it is called: "dev", "a@b.example", "DD_API_KEY". */
  readonly name: string
  /** More in words: "SSO session corp · us-west-2 · expires in 3 h"; null when there is nothing more. */
  readonly detail: string | null
  readonly state: 'ready' | 'expired' | 'unknown'
  /** Where it was found: a file's path, "environment", "login shell (/bin/zsh)". */
  readonly origin: string
  /** Fields of SourceSettings that choosing it fills in, as text; empty when it is only information. */
  readonly fills: Readonly<Record<string, string>>
  /** How to make it usable again, when it is expired. */
  readonly fix: Fix | null
}

/** An environment variable that matters to a platform: whether it is set and where that was found. Values of secrets are never told. */
export interface FoundVariable {
  readonly name: string
  readonly set: boolean
  /** Its value where it is no secret (AWS_PROFILE, GOOGLE_CLOUD_PROJECT, DD_SITE); null for secrets and when not set. */
  readonly value: string | null
  /** "environment", "login shell (/bin/zsh)", or null when it is not set. */
  readonly origin: string | null
}

/** What was found for one platform. */
export interface Discovery {
  readonly platform: Platform
  readonly found: readonly FoundSignIn[]
  readonly variables: readonly FoundVariable[]
  /** What could not be looked at, in words; null when everything could. */
  readonly problem: string | null
}
