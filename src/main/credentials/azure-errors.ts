/** Why no member of the Azure chain gave a token, and what to do about it. */

import { type ErrorInfo, failure, type Fix, fix, type TraceCraftError } from '../../shared/errors.ts'
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

/** How each member is signed in again. A member that was set up on purpose ends the search, so that another's sign-in would not help it. */
const renewals: Readonly<Record<AzureMemberId, Fix>> = {
  EnvironmentCredential: fix(
    'Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or the certificate.',
    'az ad app credential reset --id "$AZURE_CLIENT_ID"',
  ),
  WorkloadIdentityCredential: fix(
    'Check AZURE_FEDERATED_TOKEN_FILE, and issuer, subject and audience of the app’s federated credentials.',
    'az ad app federated-credential list --id "$AZURE_CLIENT_ID"',
    'https://learn.microsoft.com/entra/workload-id/workload-identity-federation',
  ),
  ManagedIdentityCredential: fix(
    'Give this machine a managed identity, or name the right one in AZURE_CLIENT_ID.',
    null,
    'https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/overview',
  ),
  AzureCliCredential: fix('Sign in again.', 'az login'),
  AzureDeveloperCliCredential: fix('Sign in again.', 'azd auth login'),
  AzurePowerShellCredential: fix('Sign in again.', 'Connect-AzAccount'),
  InteractiveBrowserCredential: fix('Sign in again in the browser, or with Azure CLI.', 'az login'),
}

/** Codes of Microsoft Entra ID (error reference "AADSTS") that a new sign-in answers. */
const expiredCodes = /AADSTS(700082|700024|700084|50173|70043|70044|50078|50076|50079|50089|50132|50133|135010)\b/
const secretExpired = /AADSTS7000222\b/
const refusedCodes = /AADSTS\d+/
const unreachable =
  /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH|network_error|endpoints_resolution_error/
const absent =
  /could(?: not|n't) be found|not installed|is not recognized|command not found|unable to execute powershell|required PowerShell module|no valid module file/i
const signedOut =
  /please run|not logged in|to authenticate before using this credential|Connect-AzAccount|run "?azd? (auth )?login/i

const noFile = /\bENOENT\b|no such file|does not exist/i
const late = /did not answer within|timed out|SIGTERM/i

type Verdict =
  | 'expired'
  | 'secret-expired'
  | 'refused'
  | 'unreachable'
  | 'no-file'
  | 'absent'
  | 'signed-out'
  | 'late'
  | 'broken'
type Telling = Exclude<Verdict, 'absent' | 'signed-out'>

/** The one error for a chain of refusals: that of the member which came furthest. */
export function explainAzureCredentials(failures: readonly MemberFailure[], env: Environment): TraceCraftError {
  const judged = failures.map((given) => ({ given, verdict: verdictOf(given) }))
  const raw = failures.length === 0 ? null : scrubbed(failures, env)
  for (const verdict of ['secret-expired', 'expired', 'refused', 'unreachable', 'no-file', 'late', 'broken'] as const) {
    const found = judged.find((one) => one.verdict === verdict)
    if (found) return failure({ platform: 'azuremonitor', raw, ...reading(found.given, verdict, env) })
  }
  const half = halfSetEnvironment(env)
  const waiting = judged.find(({ verdict }) => verdict === 'signed-out')?.given
  return failure({
    platform: 'azuremonitor',
    code: 'CREDENTIALS_MISSING',
    message: 'No Azure sign-in was found, or it has ended.',
    cause:
      half ??
      (waiting
        ? `${waiting.title} is installed and not signed in.`
        : 'Neither environment variables nor Azure CLI, Azure Developer CLI or Azure PowerShell gave a token.'),
    fix: fix(
      waiting
        ? 'Sign in.'
        : 'Install Azure CLI and sign in, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.',
      waiting ? renewals[waiting.member].command : 'az login',
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
  if (isSetUp(member) && noFile.test(message)) return 'no-file'
  if (/\bexpired\b|interaction.?required|re-?authenticate/i.test(message)) return 'expired'
  if (signedOut.test(message)) return 'signed-out'
  if (late.test(message)) return 'late'
  // A tool that is there and fails in another way; the two lesser tools are often half installed.
  return member === 'AzureDeveloperCliCredential' || member === 'AzurePowerShellCredential' ? 'absent' : 'broken'
}

/** Whether a member is asked only where its variables are set. */
function isSetUp(member: AzureMemberId): boolean {
  return member === 'EnvironmentCredential' || member === 'WorkloadIdentityCredential'
}

function reading(
  given: MemberFailure,
  verdict: Telling,
  env: Environment,
): Pick<ErrorInfo, 'code' | 'message' | 'cause' | 'fix'> {
  const code = /AADSTS\d+/.exec(given.message)?.[0] ?? null
  const renewal = renewals[given.member]
  const title = given.title[0]!.toUpperCase() + given.title.slice(1)
  switch (verdict) {
    case 'expired':
      return {
        code: 'CREDENTIALS_EXPIRED',
        message: `The Azure sign-in of ${given.title} has expired.`,
        cause: code === null ? null : `Microsoft Entra ID says ${code}.`,
        fix: renewal,
      }
    case 'secret-expired':
      return {
        code: 'CREDENTIALS_EXPIRED',
        message: 'The client secret in AZURE_CLIENT_SECRET has expired.',
        cause: `Microsoft Entra ID says ${code}.`,
        fix: fix('Make a new secret and set AZURE_CLIENT_SECRET to it.', renewals.EnvironmentCredential.command),
      }
    case 'refused':
      return {
        code: 'CREDENTIALS_INVALID',
        message: `Microsoft Entra ID refused the credentials of ${given.title}.`,
        cause: refusal(code),
        fix: renewal,
      }
    case 'unreachable':
      return {
        code: 'UNREACHABLE',
        message: 'Microsoft Entra ID could not be reached for a token.',
        cause: env.HTTPS_PROXY || env.https_proxy ? 'HTTPS_PROXY is set; the proxy may refuse it.' : null,
        fix: fix('Check the network connection of this machine.'),
      }
    case 'no-file':
      return {
        code: 'CREDENTIALS_MISSING',
        message: `A file of ${given.title} is not there.`,
        cause:
          given.member === 'EnvironmentCredential'
            ? 'AZURE_CLIENT_CERTIFICATE_PATH names a file that does not exist.'
            : 'AZURE_FEDERATED_TOKEN_FILE names a file that does not exist.',
        fix: renewal,
      }
    case 'late':
      return {
        code: 'TIMED_OUT',
        message: `${title} did not answer in time.`,
        cause: 'It may be waiting for an answer, or be starting for the first time.',
        fix: fix('Try again; if it stays, see what it says in a terminal.', tests[given.member] ?? renewal.command),
      }
    case 'broken':
      return {
        code: 'CREDENTIALS_INVALID',
        message: `${title} gave no token.`,
        cause: null,
        fix: renewal,
      }
  }
}

/** What shows in a terminal how a tool stands. */
const tests: Partial<Record<AzureMemberId, string>> = {
  AzureCliCredential: 'az account show',
  AzureDeveloperCliCredential: 'azd auth login --check-status',
  AzurePowerShellCredential: 'Get-AzContext',
}

const refusals: Readonly<Record<string, string>> = {
  AADSTS7000215: 'The client secret is wrong. Use the secret’s value, not its id.',
  AADSTS700016: 'The tenant does not know this app: AZURE_CLIENT_ID or AZURE_TENANT_ID is wrong.',
  AADSTS90002: 'There is no such tenant: AZURE_TENANT_ID is wrong.',
  AADSTS900023: 'AZURE_TENANT_ID is neither a GUID nor a domain.',
  AADSTS53003: 'A conditional access policy of the tenant refuses this sign-in.',
  AADSTS50034: 'The tenant does not know this user.',
  AADSTS65004: 'The sign-in was declined in the browser.',
  AADSTS70021: 'No federated credential of the app fits the token: issuer, subject or audience differ.',
  AADSTS700211: 'No federated credential of the app has the issuer of the token.',
  AADSTS700213: 'No federated credential of the app has the subject of the token.',
  AADSTS700212: 'No federated credential of the app has the audience of the token.',
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
