/** Why no member of the Azure chain gave a token, and what to do about it. */

import { type ErrorInfo, failure, fix, type TraceCraftError } from '../../shared/errors.ts'
import type { Environment } from '../stores/store-deps.ts'
import type { AzureMemberId } from './azure-members.ts'
import { scrubAzureText } from './azure-scrub.ts'

/** One member's refusal. */
export interface MemberFailure {
  readonly member: AzureMemberId
  readonly title: string
  readonly name: string
  readonly message: string
}

const signInCommands: Readonly<Record<AzureMemberId, string>> = {
  EnvironmentCredential: 'az ad app credential reset --id "$AZURE_CLIENT_ID"',
  WorkloadIdentityCredential: 'az login',
  ManagedIdentityCredential: 'az login',
  AzureCliCredential: 'az login',
  AzureDeveloperCliCredential: 'azd auth login',
  AzurePowerShellCredential: 'Connect-AzAccount',
}

/** Codes of Microsoft Entra ID (error reference "AADSTS") that a new sign-in answers. */
const expiredCodes = /AADSTS(700082|700084|50173|70043|70044|50078|50076|50079|50089|50132|50133|135010)\b/
const secretExpired = /AADSTS7000222\b/
const refusedCodes = /AADSTS\d+/
const unreachable =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|network_error|endpoints_resolution_error/
const absent =
  /could(?: not|n't) be found|not installed|is not recognized|command not found|unable to execute powershell|required PowerShell module/i
const signedOut =
  /please run|not logged in|to authenticate before using this credential|Connect-AzAccount|run "?azd? (auth )?login/i

type Verdict = 'expired' | 'secret-expired' | 'refused' | 'unreachable' | 'absent' | 'signed-out' | 'broken'

/** The one error for a chain of refusals: that of the member which came furthest. */
export function explainAzureCredentials(failures: readonly MemberFailure[], env: Environment): TraceCraftError {
  const judged = failures.map((given) => ({ given, verdict: verdictOf(given) }))
  const raw = failures.length === 0 ? null : scrubbed(failures, env)
  for (const verdict of ['secret-expired', 'expired', 'refused', 'unreachable', 'broken'] as const) {
    const found = judged.find((one) => one.verdict === verdict)
    if (found) return failure({ platform: 'azuremonitor', raw, ...reading(found.given, verdict, env) })
  }
  const half = halfSetEnvironment(env)
  const installed = judged.some(
    ({ given, verdict }) => given.member === 'AzureCliCredential' && verdict === 'signed-out',
  )
  return failure({
    platform: 'azuremonitor',
    code: 'CREDENTIALS_MISSING',
    message: 'No Azure sign-in was found, or it has ended.',
    cause:
      half ??
      (installed
        ? 'Azure CLI is installed and not signed in.'
        : 'Neither environment variables nor Azure CLI, Azure Developer CLI or Azure PowerShell gave a token.'),
    fix: fix(
      installed
        ? 'Sign in.'
        : 'Install Azure CLI and sign in, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.',
      'az login',
      'https://learn.microsoft.com/cli/azure/install-azure-cli',
    ),
    raw,
  })
}

function verdictOf({ member, message }: MemberFailure): Verdict {
  if (secretExpired.test(message)) return 'secret-expired'
  if (expiredCodes.test(message)) return 'expired'
  if (refusedCodes.test(message)) return 'refused'
  if (unreachable.test(message)) return 'unreachable'
  if (absent.test(message)) return 'absent'
  if (/\bexpired\b|interaction.?required|re-?authenticate/i.test(message)) return 'expired'
  if (signedOut.test(message)) return 'signed-out'
  // A tool that is there and fails in another way; the two lesser tools are often half installed.
  return member === 'AzureDeveloperCliCredential' || member === 'AzurePowerShellCredential' ? 'absent' : 'broken'
}

function reading(
  given: MemberFailure,
  verdict: 'expired' | 'secret-expired' | 'refused' | 'unreachable' | 'broken',
  env: Environment,
): Pick<ErrorInfo, 'code' | 'message' | 'cause' | 'fix'> {
  const code = /AADSTS\d+/.exec(given.message)?.[0] ?? null
  const environment = given.member === 'EnvironmentCredential'
  switch (verdict) {
    case 'expired':
      return {
        code: 'CREDENTIALS_EXPIRED',
        message: `The Azure sign-in of ${given.title} has expired.`,
        cause: code === null ? null : `Microsoft Entra ID says ${code}.`,
        fix: fix('Sign in again.', environment ? 'az login' : signInCommands[given.member]),
      }
    case 'secret-expired':
      return {
        code: 'CREDENTIALS_EXPIRED',
        message: 'The client secret in AZURE_CLIENT_SECRET has expired.',
        cause: `Microsoft Entra ID says ${code}.`,
        fix: fix('Make a new secret and set AZURE_CLIENT_SECRET to it.', signInCommands.EnvironmentCredential),
      }
    case 'refused':
      return {
        code: 'CREDENTIALS_INVALID',
        message: `Microsoft Entra ID refused the credentials of ${given.title}.`,
        cause: refusal(code),
        fix: environment
          ? fix('Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.', signInCommands.EnvironmentCredential)
          : fix('Sign in again.', signInCommands[given.member]),
      }
    case 'unreachable':
      return {
        code: 'UNREACHABLE',
        message: 'Microsoft Entra ID could not be reached for a token.',
        cause: env.HTTPS_PROXY || env.https_proxy ? 'HTTPS_PROXY is set; the proxy may refuse it.' : null,
        fix: fix('Check the network connection of this machine.'),
      }
    case 'broken':
      return {
        code: 'CREDENTIALS_INVALID',
        message: `${given.title} gave no token.`,
        cause: null,
        fix: fix('Sign in again.', environment ? 'az login' : signInCommands[given.member]),
      }
  }
}

const refusals: Readonly<Record<string, string>> = {
  AADSTS7000215: 'The client secret is wrong. Use the secret’s value, not its id.',
  AADSTS700016: 'The tenant does not know this app: AZURE_CLIENT_ID or AZURE_TENANT_ID is wrong.',
  AADSTS90002: 'There is no such tenant: AZURE_TENANT_ID is wrong.',
  AADSTS900023: 'AZURE_TENANT_ID is neither a GUID nor a domain.',
  AADSTS53003: 'A conditional access policy of the tenant refuses this sign-in.',
  AADSTS50034: 'The tenant does not know this user.',
}

function refusal(code: string | null): string | null {
  if (code === null) return null
  return refusals[code] ?? `Microsoft Entra ID says ${code}.`
}

/** Some of the three variables are set: the usual slip. */
function halfSetEnvironment(env: Environment): string | null {
  if (!env.AZURE_CLIENT_SECRET && !env.AZURE_CLIENT_CERTIFICATE_PATH) return null
  const missing = ['AZURE_TENANT_ID', 'AZURE_CLIENT_ID'].filter((name) => !env[name])
  return missing.length === 0 ? null : `A client secret or certificate is set, and ${missing.join(' and ')} is not.`
}

function scrubbed(failures: readonly MemberFailure[], env: Environment): string {
  const text = failures.map(({ title, message }) => `${title}: ${message}`).join('\n')
  return scrubAzureText(text, [
    env.AZURE_CLIENT_SECRET,
    env.AZURE_CLIENT_CERTIFICATE_PASSWORD,
    env.AZURE_PASSWORD,
  ]).slice(0, 4000)
}
