/** Datadog's keys in the environment: the usual pair, and others that are named like it. */

import type { Discovery, FoundSignIn } from '../../shared/discovery.ts'
import { fix } from '../../shared/errors.ts'
import { datadogSiteKey } from '../../shared/source.ts'
import type { Environment } from '../stores/store-deps.ts'
import type { Look } from './discover.ts'
import { foundVariables, originOf } from './found-variables.ts'
import { dotted } from './read-found.ts'

/** Pairs that are whole first. Choosing one fills in the names of its variables, never a key. */
export function discoverDatadog({ env, origins }: Look): Discovery {
  const pairs = pairsOf(env)
  const others = pairs.filter((pair) => pair.api !== 'DD_API_KEY')
  const found = pairs
    .filter(({ api, app }) => env[api] || env[app])
    .map((pair): FoundSignIn => {
      const { api, app, site: variable } = pair
      const site = datadogSiteKey(env[variable] ?? '')
      const missing = [api, app].filter((name) => !env[name])
      const tail = env[app] && env[app].length >= 16 ? `…${env[app].slice(-4)}` : null
      return {
        kind: 'key',
        name: api,
        detail: dotted(
          missing.length > 0 ? `${missing[0]} is not set` : `with ${app}${tail === null ? '' : ` ${tail}`}`,
          site && `site ${site}`,
        ),
        state: missing.length > 0 ? 'expired' : 'ready',
        origin: originOf(env[api] ? api : app, origins),
        fills: { apiKeyEnv: api, appKeyEnv: app, ...(site === null ? {} : { site }) },
        fix: missing.length > 0 ? fix('Set the missing key.', `export ${missing[0]}=…`) : null,
      }
    })
    .toSorted((a, b) => Number(a.state !== 'ready') - Number(b.state !== 'ready'))
  return {
    platform: 'datadog',
    found,
    variables: foundVariables(
      env,
      {
        shown: ['DD_SITE'],
        hidden: ['DD_API_KEY', 'DD_APP_KEY'],
        rest: {
          shown: [...others.map((pair) => pair.site), 'TRACECRAFT_DATADOG_ENDPOINT'],
          hidden: others.flatMap(({ api, app }) => [api, app]),
        },
      },
      origins,
    ),
    problem: null,
  }
}

interface Pair {
  readonly api: string
  readonly app: string
  readonly site: string
}

/** `DD_API_KEY`, `DD_EU_API_KEY`, `DD_API_KEY_EU`, `DATADOG_API_KEY`: each with the application key and the site of the same form. */
function pairsOf(env: Environment): Pair[] {
  const pairs = new Map<string, Pair>()
  const add = (before: string, after: string) => {
    const name = (what: string) => `${before}${what}${after}`
    const app = env[name('APPLICATION_KEY')] && !env[name('APP_KEY')] ? 'APPLICATION_KEY' : 'APP_KEY'
    pairs.set(name('API_KEY'), { api: name('API_KEY'), app: name(app), site: name('SITE') })
  }
  add('DD_', '')
  for (const name of Object.keys(env).toSorted()) {
    const match = /^((?:DD|DATADOG)_(?:\w+_)?)(?:API|APP|APPLICATION)_KEY(_\w+)?$/.exec(name)
    if (match && env[name]) add(match[1]!, match[2] ?? '')
  }
  return [...pairs.values()]
}
