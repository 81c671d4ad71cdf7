/** One run of the command line: the service with the sources that the config file and the arguments name. */

import { homedir } from 'node:os'
import { failure, fix } from '../../shared/errors.ts'
import { nearest } from '../../shared/nearest.ts'
import { platforms } from '../../shared/platform.ts'
import { looksLikeSourceUrl, parseSourceUrl } from '../../shared/source.ts'
import { type Composed, compose } from '../compose.ts'
import { findConfig } from '../config/find.ts'
import { ConfigKeeper } from '../config/keeper.ts'
import { type ConfigContent, noConfig } from '../config/read.ts'
import { createLogger, toStderr } from '../log/log.ts'
import { toErrorInfo } from '../service/error-info.ts'
import type { SourceEntry } from '../service/source-entry.ts'
import type { CommonFlags } from './args.ts'
import type { Output } from './output.ts'
import { version } from './version.ts'

export interface Session extends Composed {
  readonly keeper: ConfigKeeper
  readonly config: ConfigContent
  /** The source that a word names: a URL, or a configured source. Throws SETTINGS with the nearest name. */
  source(word: string): Promise<SourceEntry>
}

/** Opens a session. Problems of the config file go to stderr and stop nothing. */
export async function openSession(
  flags: CommonFlags,
  mainDir: string,
  output: Output,
  carrier: 'browser' | 'desktop' = 'browser',
): Promise<Session> {
  const env = process.env
  const keeper = new ConfigKeeper(flags.config ?? findConfig(process.cwd(), homedir()), env, flags.env)
  // A config file that cannot be read matters to those who named it; a source URL works without one.
  const config = await keeper.load().catch((error: unknown) => {
    if (flags.config !== null) throw error
    const { message, cause, fix: way } = toErrorInfo(error)
    const problem = { file: keeper.path, line: null, message: [message, cause].join('. '), fix: way?.text ?? null }
    return { ...noConfig, problems: [problem] }
  })
  if (flags.config !== null && config.sources.length === 0 && config.problems.length === 0)
    await mustExist(flags.config)
  for (const problem of config.problems)
    output.note(
      `${problem.file}${problem.line === null ? '' : `:${problem.line}`}: ${problem.message}${problem.fix ? ` ${problem.fix}` : ''}`,
    )
  const composed = compose({
    mainDir,
    env,
    keeper,
    log: createLogger(toStderr, env['TRACECRAFT_DEBUG'] ? 'debug' : 'error'),
    info: { version, carrier, os: process.platform },
  })
  composed.registry.setAll('config', config.sources, config.problems, config.paused)
  return { ...composed, keeper, config, source: (word) => findSource(composed, config, keeper, word) }
}

async function findSource(
  composed: Composed,
  config: ConfigContent,
  keeper: ConfigKeeper,
  word: string,
): Promise<SourceEntry> {
  const { registry } = composed
  const known = registry.entries().find((entry) => entry.settings.name === word || entry.id === word)
  if (known) return known
  if (looksLikeSourceUrl(word) || platforms.some((one) => word.toLowerCase().startsWith(`${one}:`))) {
    const state = await registry.add(parseSourceUrl(word, process.env['DD_SITE'] ?? null), false)
    return registry.entry(state.id)
  }
  const names = registry.entries().map((entry) => entry.settings.name)
  const near = nearest(word, names)
  const broken =
    config.problems.length > 0
      ? ` The config file has ${config.problems.length} problem${config.problems.length === 1 ? '' : 's'}, told above.`
      : ''
  throw failure({
    code: 'SETTINGS',
    message: `"${word}" is neither a source URL nor the name of a configured source.`,
    cause:
      names.length > 0
        ? `Configured: ${names.join(', ')}.${broken}`
        : `No source is configured in ${keeper.path}.${broken}`,
    fix: fix(
      near ? `Did you mean "${near}"?` : 'Use a URL such as xray://us-east-1/my-agent, or see:',
      near ? null : 'tracecraft sources',
    ),
  })
}

async function mustExist(path: string): Promise<void> {
  const { access } = await import('node:fs/promises')
  try {
    await access(path)
  } catch {
    throw failure({
      code: 'SETTINGS',
      message: `There is no config file at ${path}.`,
      fix: fix('Check the path that --config names.'),
    })
  }
}
