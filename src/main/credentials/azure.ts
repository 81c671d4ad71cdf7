/**
 * Azure credentials: our own chain over @azure/identity, which is loaded when a token is first needed. The SDK's default chain asks the metadata address, which stalls
 * desktops, and does not say which member answered.
 */

import type { TraceCraftError } from '../../shared/errors.ts'
import type { Environment } from '../stores/store-deps.ts'
import { type MemberFailure, explainAzureCredentials } from './azure-errors.ts'
import { type AzureMember, azureMembers, type MemberSettings } from './azure-members.ts'
import { claimsOf } from './azure-claims.ts'

/** Who is signed in, as the token itself says; never the token. */
export interface AzureSignIn {
  /** The member of the chain that answered: `Azure CLI`, `environment (client secret)`, … */
  readonly member: string
  readonly tenantId: string | null
  /** User name, or app id. */
  readonly principal: string | null
  readonly kind: 'user' | 'app' | null
  readonly objectId: string | null
  /** Epoch milliseconds when the token ends; the member renews it by itself while the sign-in lasts. */
  readonly expiresAt: number | null
}

export interface AccessToken {
  readonly token: string
  readonly expiresOnTimestamp: number
}

/** A token source for the SDK that remembers who answered. */
export class AzureCredential {
  readonly #members: () => Promise<readonly AzureMember[]>
  readonly #env: Environment
  #loaded: Promise<readonly AzureMember[]> | null = null
  #signIn: AzureSignIn | null = null

  constructor(env: Environment, members: () => Promise<readonly AzureMember[]>) {
    this.#env = env
    this.#members = members
  }

  /** Who answered last; null before the first token. */
  get signIn(): AzureSignIn | null {
    return this.#signIn
  }

  /**
   * A token of the first member that has one. Rejects with CREDENTIALS_MISSING, CREDENTIALS_EXPIRED, CREDENTIALS_INVALID or UNREACHABLE, which name the member and
   * the command that helps. A member that is set up and refused ends the search: going on would sign in as somebody else than was meant.
   */
  async getToken(
    scopes: string | string[],
    options: { abortSignal?: unknown; claims?: string; tenantId?: string } = {},
  ): Promise<AccessToken> {
    const failures: MemberFailure[] = []
    for (const member of await (this.#loaded ??= this.#load())) {
      try {
        const token = await member.credential.getToken(scopes, options as never)
        if (!token) continue
        this.#signIn = { member: member.title, ...claimsOf(token.token), expiresAt: token.expiresOnTimestamp }
        return { token: token.token, expiresOnTimestamp: token.expiresOnTimestamp }
      } catch (error) {
        failures.push(failureOf(member, error))
        if (member.decisive) break
      }
    }
    throw this.#explain(failures)
  }

  /** Asks for a token and says who is signed in. */
  async identify(scope: string, signal: AbortSignal): Promise<AzureSignIn> {
    await this.getToken(scope, { abortSignal: signal })
    return this.#signIn!
  }

  #load(): Promise<readonly AzureMember[]> {
    const loading = this.#members()
    loading.catch(() => (this.#loaded = null))
    return loading
  }

  #explain(failures: readonly MemberFailure[]): TraceCraftError {
    return explainAzureCredentials(failures, this.#env)
  }
}

function failureOf(member: AzureMember, error: unknown): MemberFailure {
  return {
    member: member.id,
    title: member.title,
    name: error instanceof Error ? error.name : 'Error',
    message: error instanceof Error ? error.message : 'unknown error',
  }
}

/**
 * The chain for an environment: environment variables, workload identity and managed identity (only where their variables are set), Azure CLI, Azure Developer CLI,
 * Azure PowerShell. `AZURE_TOKEN_CREDENTIALS` narrows it as it does the SDK's own; `InteractiveBrowserCredential` there asks for a sign-in in the browser. The sign-in of Visual
 * Studio Code is none of them: it can be had only through a native package of Microsoft's that this app does not carry. Costs nothing until the first token is asked for.
 */
export function openAzureCredential(env: Environment, settings: MemberSettings = {}): AzureCredential {
  return new AzureCredential(env, () => azureMembers(env, settings))
}
