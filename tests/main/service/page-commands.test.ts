import { describe, expect, it } from 'vitest'
import { PageCommands } from '../../../src/main/service/page-commands.ts'
import type { PageCommand } from '../../../src/shared/shell.ts'

async function next(commands: PageCommands<number>, page: number, count: number): Promise<PageCommand[]> {
  const stop = new AbortController()
  const out: PageCommand[] = []
  for await (const command of commands.listen(page, stop.signal)) {
    out.push(command)
    if (out.length === count) stop.abort()
  }
  return out
}

describe('commands for pages', () => {
  it('reach the page that they are meant for, in their order', async () => {
    const commands = new PageCommands<number>()
    const heard = next(commands, 1, 2)
    await Promise.resolve()
    commands.send(2, 'settings')
    commands.send(1, 'refresh')
    commands.send(1, 'find')
    expect(await heard).toEqual(['refresh', 'find'])
  })

  it('wait for a page that does not listen yet, the newest twenty of them', async () => {
    const commands = new PageCommands<number>()
    for (let at = 0; at < 30; at++) commands.send(1, { link: `step=${at}` })
    const heard = await next(commands, 1, 20)
    expect(heard.at(0)).toEqual({ link: 'step=10' })
    expect(heard.at(-1)).toEqual({ link: 'step=29' })
  })

  it('are given to one listener only, and not again', async () => {
    const commands = new PageCommands<number>()
    commands.send(1, 'refresh')
    expect(await next(commands, 1, 1)).toEqual(['refresh'])
    const again = next(commands, 1, 1)
    await Promise.resolve()
    commands.send(1, 'find')
    expect(await again).toEqual(['find'])
  })

  it('are forgotten with a page that is gone', async () => {
    const commands = new PageCommands<number>()
    commands.send(1, 'refresh')
    commands.forget(1)
    const heard = next(commands, 1, 1)
    await Promise.resolve()
    commands.send(1, 'find')
    expect(await heard).toEqual(['find'])
  })
})
