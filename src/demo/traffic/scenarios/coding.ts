/** A coding agent that mends a bug: the same tools again and again, a patch that does not apply, tests that fail and then pass. */

import { agent, chat, useTool } from '../genai.ts'
import { Conversation } from '../messages.ts'
import type { Script, SpanDraft } from '../script.ts'
import type { Scenario } from './scenario.ts'
import { type Bug, bugs } from './coding-bugs.ts'

export const coding: Scenario = {
  play(script) {
    const bug = script.random.pick(bugs)
    script.within('code-agent', () =>
      agent(
        script,
        {
          name: 'code-agent',
          description: 'Mends bugs in a checkout and leaves a tested patch.',
          asked: bug.asked,
          attributes: { 'vcs.repository.name': bug.repository, 'vcs.ref.head.name': bug.branch },
        },
        () => mend(script, bug),
      ),
    )
  },
}

const system =
  'You mend bugs. Read before you write. Make the smallest change that is right, run the tests, and say what you did. Never change a test to make it pass.'

function mend(script: Script, bug: Bug): string {
  const talk = new Conversation(system).user(bug.asked)

  const use = (name: string, args: object, result: unknown, takes: number, body?: (span: SpanDraft) => void) => {
    const [call] = chat(script, talk, { calls: [{ name, arguments: args }] })
    useTool(script, talk, call!, { result, takes, body })
  }

  use('search_code', { pattern: bug.pattern }, { matches: bug.files.map((file) => `${file}: ${bug.pattern}`) }, 180)
  for (const file of bug.files) use('read_file', { path: file }, bug.source, 12)
  use('apply_patch', { patch: bug.badPatch }, { applied: false, reason: 'hunk 1 does not match' }, 30, (span) =>
    span.fail('PatchError', `${bug.files[0]}: hunk 1 does not match (context at line 41)`),
  )
  use('apply_patch', { patch: bug.firstPatch }, { applied: true, files: bug.files.slice(0, 1) }, 30)
  use('run_tests', { command: bug.command }, { exit_code: 1, output: bug.failure }, 9000, (span) =>
    span.fail('TestFailure', bug.failure.split('\n')[0]!, bug.failure),
  )
  use('read_file', { path: bug.files[0] }, bug.source, 12)
  use('apply_patch', { patch: bug.rightPatch }, { applied: true, files: bug.files.slice(0, 1) }, 30)
  use('run_tests', { command: bug.command }, { exit_code: 0, output: bug.success }, 11_000)
  chat(script, talk, {
    text: bug.answer,
    reasoning: 'The tests pass. Is the reason understood, or only the symptom gone?',
  })
  return bug.answer
}
