/**
 * What a user pastes to name a source: a source URL, a console's address, an id, lines that set variables, an entry of the config file. Pure; a secret in it is never kept. Where a text could
 * mean several things, what it was taken for is said.
 */

import { isPlatform } from '../../../../shared/platform.ts'
import {
  looksLikeSourceUrl,
  parseSourceUrl,
  projectProblem,
  regionProblem,
  workspaceProblem,
} from '../../../../shared/source.ts'
import { toErrorInfo } from '../../app/to-error-info.ts'
import { draftOf, siteOfHost } from './form-draft.ts'
import { secretProblem } from '../../../../shared/looks-secret.ts'
import { filled, type PasteResult, problem, readResource } from './paste-result.ts'
import { readConsole } from './read-console.ts'
import { looksLikeExports, readExports } from './read-exports.ts'
import { looksLikeYamlEntry, readYamlEntry } from './yaml-entry.ts'

const guid = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i

/** Nothing that names a source is as long; a whole file may be hundreds of megabytes. */
const longestPaste = 100_000

/** Reads a pasted text. */
export function readPaste(text: string): PasteResult {
  // Taken for a secret, so that it does not stay in the field: whatever it is, it was not meant to be here.
  if (text.length > longestPaste)
    return {
      kind: 'problem',
      secret: true,
      said: `This text is too long to name a source: it has ${text.length.toLocaleString('en-US')} characters. Paste the one address, id or entry.`,
    }
  const given = text.trim()
  if (/InstrumentationKey=|IngestionEndpoint=/i.test(given))
    return { kind: 'problem', secret: true, said: sentence(workspaceProblem('InstrumentationKey=') ?? '') }
  if (looksLikeExports(given)) return readExports(given)
  const secret = secretProblem(given)
  if (secret !== null) return { kind: 'problem', secret: true, said: secret }
  if (/^https?:\/\//i.test(given)) return readConsole(given)
  if (looksLikeSourceUrl(given)) return readSourceUrl(given)
  if (looksLikeYamlEntry(given)) return readYaml(given)
  return (
    readWord(given) ??
    problem(
      'This is none of: a source URL, the address of a platform’s console, a workspace id, an Azure resource id, an AWS region, lines that set variables, an entry of the config file.',
    )
  )
}

/** A single id, a region, a host: what it is goes by its form alone. */
function readWord(given: string): PasteResult | null {
  const id = guid.exec(given)?.[1]
  if (id)
    return filled(
      { type: 'azuremonitor', workspaceId: id.toLowerCase(), resourceId: '' },
      'Taken for a Log Analytics workspace id. An instrumentation key, a subscription and a tenant look the same; the test will tell.',
    )
  if (/^\/subscriptions\//i.test(given)) return readResource(given)
  const arn = /^arn:[\w-]+:(\w+):([\w-]*):(\d*):/.exec(given)
  if (arn)
    return arn[2]
      ? filled({ type: 'xray', region: arn[2] }, `Taken for the region of an AWS ${arn[1] ?? ''} ARN.`)
      : problem(
          'This ARN names no region. A role goes into a profile of ~/.aws/config (role_arn); name the profile here.',
        )
  if (regionProblem(given) === null) return filled({ type: 'xray', region: given }, 'Read as an AWS region.')
  if (/(^|\.)(datadoghq\.(com|eu)|ddog-gov\.com)$/i.test(given))
    return filled(
      { type: 'datadog', site: siteOfHost(given) },
      /^api\./i.test(given) ? 'Read as the API host of a Datadog site.' : 'Read as a Datadog site.',
    )
  if (/^\d{6,}$/.test(given))
    return problem(
      `${given} was taken for a project number of Google Cloud. The project id is needed: gcloud projects list shows both. (An AWS account id names no source; a profile and a region do.)`,
    )
  if (given.includes('-') && projectProblem(given) === null)
    return filled(
      { type: 'cloudtrace', project: given },
      'Taken for a project id of Google Cloud. If it is a service, write it into the field for the service.',
    )
  return readFlags(given)
}

/** A command line of the platform's own tool. */
function readFlags(given: string): PasteResult | null {
  const flag = (name: string) => new RegExp(`--${name}[= ]["']?([\\w.:@/-]+)`).exec(given)?.[1]
  if (/^\s*aws\s/.test(given)) {
    const [profile, region] = [flag('profile'), flag('region')]
    if (profile || region)
      return filled(
        { type: 'xray', ...(profile ? { profile } : {}), ...(region ? { region } : {}) },
        'Read as a command of the AWS CLI.',
      )
  }
  const project = flag('project') ?? /gcloud\s+config\s+set\s+project\s+(\S+)/.exec(given)?.[1]
  if (/^\s*gcloud\s/.test(given) && project)
    return filled({ type: 'cloudtrace', project }, 'Read as a command of gcloud.')
  const workspace = flag('workspace')
  if (/^\s*az\s/.test(given) && workspace && guid.test(workspace))
    return filled({ type: 'azuremonitor', workspaceId: workspace.toLowerCase() }, 'Read as a command of the Azure CLI.')
  return null
}

function readYaml(text: string): PasteResult {
  const entry = readYamlEntry(text)
  if (entry === null) return problem('This looks like a part of the config file, but no entry of it has a "type".')
  const secret = Object.values(entry.change).some((value) => typeof value === 'string' && secretProblem(value) !== null)
  if (secret)
    return {
      kind: 'problem',
      secret: true,
      said: 'One of these lines holds a secret, and a secret never belongs into the config file. Nothing was kept.',
    }
  return filled(entry.change, ['Read as an entry of the config file.', ...entry.remarks].join(' '))
}

function readSourceUrl(text: string): PasteResult {
  try {
    const settings = parseSourceUrl(text)
    const draft = draftOf(settings)
    // A URL without a name is called by itself; an empty field means the same and follows further edits.
    return filled({ ...draft, name: draft.name.includes('://') ? '' : draft.name }, 'Read as a source URL.')
  } catch (error) {
    const info = toErrorInfo(error)
    const scheme = text.slice(0, text.indexOf(':'))
    return problem([info.cause ?? info.message, isPlatform(scheme) ? info.fix?.text : null].filter(Boolean).join(' '))
  }
}

function sentence(text: string): string {
  return `${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`
}
