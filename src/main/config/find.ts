import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The config file: `.tracecraft/config.yaml` (or .yml) in the working folder, else in the home folder. Where none exists, the one in the home folder is the
 * one that will be written.
 */
export function findConfig(cwd: string, home: string): string {
  const candidates = [cwd, home].flatMap((folder) => [
    join(folder, '.tracecraft', 'config.yaml'),
    join(folder, '.tracecraft', 'config.yml'),
  ])
  return candidates.find((path) => existsSync(path)) ?? join(home, '.tracecraft', 'config.yaml')
}
