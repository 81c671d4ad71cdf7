import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const folder = join(root, '.github/workflows')
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: unknown
  readonly jobs: Readonly<
    Record<
      string,
      { readonly permissions?: unknown; readonly steps: readonly Step[]; readonly 'timeout-minutes'?: number }
    >
  >
}

describe.each(readdirSync(folder))('the workflow %s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8')
  const workflow = parse(text) as Workflow
  const jobs = Object.values(workflow.jobs)
  const steps = jobs.flatMap((job) => job.steps)

  it('runs foreign actions by the commit that was looked at, and says which version that is', () => {
    const uses = text.split('\n').filter((line) => /^\s*(?:- )?uses:/.test(line))
    expect(uses.length).toBeGreaterThan(0)
    for (const line of uses) expect(line).toMatch(/uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('may do no more than it must, and leaves no token in the checkout', () => {
    const writes = (permissions: unknown) => JSON.stringify(permissions ?? {}).match(/"([\w-]+)":"write"/g) ?? []
    expect(writes(workflow.permissions)).toEqual([])
    expect(workflow.permissions).toBeDefined()
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
    for (const step of steps.filter((one) => one.uses?.startsWith('actions/checkout@')))
      expect(step.with).toMatchObject({ 'persist-credentials': false })
    for (const job of jobs) expect(job['timeout-minutes']).toBeGreaterThan(0)
  })

  it('puts nothing that others wrote into a shell', () => {
    for (const { run = '' } of steps)
      expect([...run.matchAll(/\$\{\{\s*([^}]+?)\s*\}\}/g)].map((match) => match[1])).toEqual(
        expect.not.arrayContaining([expect.stringMatching(/github\.event|head_ref|secrets\.|inputs\./)]),
      )
  })

  it('calls scripts that there are', () => {
    const called = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1] ?? ''),
    )
    for (const script of called) expect(Object.keys(scripts)).toContain(script)
  })
})

describe('the release workflow', () => {
  const workflow = parse(readFileSync(join(folder, 'release.yml'), 'utf8')) as Workflow

  it('gives the right to write to the last job alone, which runs no code of the dependencies', () => {
    expect(workflow.permissions).toEqual({})
    expect(workflow.jobs['package']?.permissions).toEqual({ contents: 'read' })
    expect(workflow.jobs['draft']?.permissions).toEqual({
      contents: 'write',
      'id-token': 'write',
      attestations: 'write',
    })
    expect(workflow.jobs['draft']?.steps.some((step) => /npm (?:ci|install)/.test(step.run ?? ''))).toBe(false)
  })

  it('publishes nothing by itself', () => {
    const said = workflow.jobs['draft']?.steps.map((step) => step.run ?? '').join('\n') ?? ''
    expect(said).toMatch(/gh release create .*--draft/)
    expect(JSON.stringify(workflow)).not.toMatch(/npm publish/)
  })
})
