import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../src/main/headless/args.ts'
import { TraceCraftError } from '../../../src/shared/errors.ts'

const problem = (argv: string[]): string => {
  try {
    readArguments(argv)
  } catch (error) {
    if (error instanceof TraceCraftError)
      return `${error.info.code}: ${error.info.message} ${error.info.fix?.text ?? ''}`
    throw error
  }
  return 'none'
}

describe('tracecraft open', () => {
  it('takes a link, and sources by name or URL', () => {
    expect(
      readArguments(['open', 'tracecraft://open?source=prod&trace=abc', 'xray://us-east-1/', 'dev']),
    ).toMatchObject({
      command: 'open',
      link: 'tracecraft://open?source=prod&trace=abc',
      sources: ['xray://us-east-1/', 'dev'],
      check: false,
    })
    expect(readArguments(['open', '--check', 'dev'])).toMatchObject({ link: null, sources: ['dev'], check: true })
  })

  it.each([
    [['open'], 'needs a link, or a SOURCE'],
    [['open', 'tracecraft://open?save=1'], 'This version knows no “save” in a link.'],
    [['open', 'tracecraft://open?source=a', 'tracecraft://open?source=b'], 'takes one link'],
    [['open', 'a', '--format', 'json'], 'takes no --format'],
    [['open', 'a', '--port', '1'], 'takes no --port'],
    [['tracecraft://open?source=a'], 'Try: tracecraft open tracecraft://open?source=a'],
  ])('says what is wrong with %j', (argv, words) => {
    expect(problem(argv)).toMatch(/^SETTINGS: /)
    expect(problem(argv)).toContain(words)
  })
})
