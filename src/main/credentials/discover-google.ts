/** What of Google Cloud is on this machine: Application Default Credentials and gcloud's configurations. */

import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Discovery, FoundSignIn } from '../../shared/discovery.ts'
import { fix } from '../../shared/errors.ts'
import type { Environment } from '../stores/store-deps.ts'
import type { Look } from './discover.ts'
import { foundVariables, originOf } from './found-variables.ts'
import { gcloudFolder, wellKnownFile } from './google-files.ts'
import { activeConfiguration, gcloudConfigurationNamed } from './google-identity.ts'
import { loginCommand, principalOf } from './google.ts'
import { dotted, fileJson, textOf } from './read-found.ts'

/** The credentials file that would be used, the other one if there are two, and gcloud's configurations with their account and project. */
export async function discoverGoogle({ env, origins }: Look): Promise<Discovery> {
  const named = env.GOOGLE_APPLICATION_CREDENTIALS || env.google_application_credentials
  const known = wellKnownFile(env)
  const configurations = await gcloudConfigurations(env)
  const active = configurations.find((one) => one.active) ?? null
  const found: FoundSignIn[] = []
  if (named) {
    const variable = env.GOOGLE_APPLICATION_CREDENTIALS
      ? 'GOOGLE_APPLICATION_CREDENTIALS'
      : 'google_application_credentials'
    found.push(
      (await credentialsFile(named, `${variable}, ${originOf(variable, origins)}`, env, null)) ?? {
        kind: 'adc',
        name: 'GOOGLE_APPLICATION_CREDENTIALS',
        detail: `names ${named}, which is not there`,
        state: 'expired',
        origin: originOf(variable, origins),
        fills: {},
        fix: fix('Correct or unset GOOGLE_APPLICATION_CREDENTIALS.', 'unset GOOGLE_APPLICATION_CREDENTIALS'),
      },
    )
  }
  const standard = known === null ? null : await credentialsFile(known, known, env, active?.account ?? null)
  if (standard !== null)
    found.push(
      named
        ? { ...standard, detail: dotted(standard.detail, 'not used while GOOGLE_APPLICATION_CREDENTIALS is set') }
        : standard,
    )
  const signedIn = found.length > 0
  for (const { name, active: isActive, account, project } of configurations)
    if (account !== null || project !== null)
      found.push({
        kind: 'cli',
        name: account ?? name,
        detail: dotted(
          `gcloud configuration ${name}${isActive ? ' (active)' : ''}`,
          project,
          signedIn ? null : 'gcloud’s own sign-in, which other programs may not use',
        ),
        state: 'unknown',
        origin: join(gcloudFolder(env) ?? '', 'configurations', `config_${name}`),
        fills: project === null ? {} : { project },
        fix: signedIn ? null : fix('Sign in for other programs too.', loginCommand),
      })
  return {
    platform: 'cloudtrace',
    found,
    variables: foundVariables(
      env,
      {
        shown: ['GOOGLE_CLOUD_PROJECT', 'GOOGLE_APPLICATION_CREDENTIALS'],
        hidden: [],
        rest: {
          shown: [
            'GCLOUD_PROJECT',
            'GOOGLE_CLOUD_QUOTA_PROJECT',
            'CLOUDSDK_CONFIG',
            'CLOUDSDK_ACTIVE_CONFIG_NAME',
            'CLOUDSDK_CORE_ACCOUNT',
            'CLOUDSDK_CORE_PROJECT',
            'METADATA_SERVER_DETECTION',
            'TRACECRAFT_CLOUDTRACE_ENDPOINT',
          ],
        },
      },
      origins,
    ),
    problem: null,
  }
}

const typeWords: Readonly<Record<string, string>> = {
  authorized_user: 'user sign-in of gcloud',
  service_account: 'service account key',
  external_account: 'workload identity federation',
  external_account_authorized_user: 'workforce pool sign-in',
  impersonated_service_account: 'impersonated service account',
}

/** Null where there is no file. A user's file does not say who: the account of gcloud is named beside it, and called that. */
async function credentialsFile(
  path: string,
  origin: string,
  env: Environment,
  account: string | null,
): Promise<FoundSignIn | null> {
  const { json, problem } = await fileJson(path)
  if (json === null)
    return problem === null
      ? null
      : {
          kind: 'adc',
          name: 'Application Default Credentials',
          detail: problem,
          state: 'expired',
          origin,
          fills: {},
          fix: fix('Sign in with gcloud.', loginCommand),
        }
  const type = textOf(json.type)
  const words = type === null ? undefined : typeWords[type]
  const principal = principalOf(json)
  const quota = env.GOOGLE_CLOUD_QUOTA_PROJECT || textOf(json.quota_project_id)
  const project = env.GOOGLE_CLOUD_PROJECT || env.GCLOUD_PROJECT || textOf(json.project_id) || quota
  return {
    kind: 'adc',
    name: principal ?? 'Application Default Credentials',
    detail: dotted(
      words ?? 'a file of an unknown type',
      principal === null && type === 'authorized_user' && account !== null && `the gcloud CLI account is ${account}`,
      quota && `quota project ${quota}`,
    ),
    state:
      words === undefined ? 'expired' : type === 'authorized_user' || type === 'service_account' ? 'ready' : 'unknown',
    origin,
    fills: project ? { project } : {},
    fix: words === undefined ? fix('Sign in with gcloud.', loginCommand) : null,
  }
}

interface Configuration {
  readonly name: string
  readonly active: boolean
  readonly account: string | null
  readonly project: string | null
}

/** The active one first. */
async function gcloudConfigurations(env: Environment): Promise<Configuration[]> {
  const folder = gcloudFolder(env)
  if (folder === null) return []
  const files = await readdir(join(folder, 'configurations')).catch(() => [])
  const active = await activeConfiguration(env)
  const all = await Promise.all(
    files
      .filter((file) => /^config_[a-zA-Z0-9-]+$/.test(file))
      .map(async (file): Promise<Configuration> => {
        const name = file.slice('config_'.length)
        const says = await gcloudConfigurationNamed(env, name)
        return { name, active: name === active, account: says?.account ?? null, project: says?.project ?? null }
      }),
  )
  return all.toSorted((a, b) => Number(b.active) - Number(a.active) || (a.name < b.name ? -1 : 1))
}
