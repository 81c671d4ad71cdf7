/** `tracecraft demo`: the four demo platforms on loopback. */

import { placeOf, printSourceUrl } from '../../../shared/source.ts'
import type { Invocation } from '../args.ts'
import type { Output } from '../output.ts'

type DemoInvocation = Extract<Invocation, { command: 'demo' }>

/** Runs the demo until the signal fires. */
export async function demo(asked: DemoInvocation, output: Output, signal: AbortSignal): Promise<void> {
  const { startDemo } = await import('../../../demo/index.ts')
  const running = await startDemo()
  if (asked.format === 'json')
    output.json(
      JSON.stringify({
        sources: running.sources.map((one) => ({ name: one.name, url: printSourceUrl(one) })),
        env: running.env,
      }),
    )
  else {
    output.note('Four demo platforms run on this machine until Ctrl+C. Their sources:')
    for (const source of running.sources) output.data(printSourceUrl(source))
    output.note('Or point plain source URLs at them with this environment:')
    for (const [name, value] of Object.entries(running.env)) output.data(`export ${name}=${value}`)
    output.note('after which these work in another shell:')
    for (const source of running.sources) output.note(`  tracecraft list ${source.type}://${placeOf(source)}/`)
  }
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  await running.close()
}
