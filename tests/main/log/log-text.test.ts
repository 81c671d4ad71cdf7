import { homedir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { createLogger, logLine, type LogRecord } from '../../../src/main/log/log.ts'
import { homeAsTilde, logError, logReason, logWord } from '../../../src/main/log/log-text.ts'

describe('a word for the log', () => {
  it.each(['THROTTLED', 'xray', 'ERR_STREAM_DESTROYED', '45.4.1', 'render-process-gone'])('lets %s through', (word) => {
    expect(logWord(word)).toBe(word)
  })

  it.each(['summarise my contract', 'a\nb', '', 'AKIAIOSFODNN7EXAMPLE', 'x'.repeat(81), '{"prompt":1}'])(
    'lets nothing of %j through',
    (text) => {
      expect(logWord(text)).toBe('(unprintable)')
    },
  )
})

describe('a reason for the log', () => {
  it('is one line without secrets and without the name of the home folder', () => {
    const text = logReason(`${homedir()}/bin/zsh ended\nwith Bearer abcdefgh12345678\u001B[31m`)
    expect(text).toBe('~/bin/zsh ended with Bearer [token] [31m')
  })

  it('is cut', () => {
    expect(logReason('x'.repeat(10_000)).length).toBe(301)
  })
})

describe('an error for the log', () => {
  it('says what it is and where it was, and nothing of what it says', () => {
    let thrown: unknown
    try {
      JSON.parse('canary of a prompt')
    } catch (error) {
      thrown = error
    }
    const told = logError(thrown)
    expect(told).toMatchObject({ error: 'SyntaxError', code: null })
    expect(told.where).toMatch(/log-text\.test\.ts:\d+:\d+/)
    expect(JSON.stringify(told)).not.toMatch(/canary|prompt/)
  })

  it('takes no line of a message for a place in the code, wherever the message stands', () => {
    const error = new Error('x\n    at canary (/etc/secret:1:1)')
    expect(JSON.stringify(logError(error))).not.toMatch(/canary|secret/)
    error.message = 'another'
    expect(logError(error).where).toBe('')
  })

  it('keeps the code of a system error', () => {
    expect(logError(Object.assign(new Error('no'), { code: 'ECONNRESET' }))).toMatchObject({ code: 'ECONNRESET' })
  })

  it.each([
    ['null', null],
    ['a text', 'canary'],
    ['a number', 7],
    ['an object', { canary: true }],
    ['an error without a stack', Object.assign(new Error('canary'), { stack: undefined })],
    ['an error with a hostile name', Object.assign(new Error('x'), { name: 'canary of\na prompt' })],
    [
      'an error that throws when it is looked at',
      Object.defineProperty(new Error('x'), 'stack', {
        get() {
          throw new Error('canary')
        },
      }),
    ],
    [
      'a proxy that throws',
      new Proxy(new Error('x'), {
        getPrototypeOf: () => {
          throw new Error('canary')
        },
      }),
    ],
  ])('is made of %s too', (_name, thrown) => {
    expect(JSON.stringify(logError(thrown))).not.toContain('canary')
  })
})

describe('the log', () => {
  it('is one JSON object a line, with its time, level and event', () => {
    const records: LogRecord[] = []
    const log = createLogger((record) => records.push(record), 'info')
    log.log('debug', 'unseen')
    log.log('warn', 'failed', { code: logWord('THROTTLED'), status: 429, platform: null })
    expect(records).toHaveLength(1)
    const line = logLine(records[0]!)
    expect(line.endsWith('\n')).toBe(true)
    expect(JSON.parse(line)).toEqual({
      at: expect.any(String),
      level: 'warn',
      event: 'failed',
      code: 'THROTTLED',
      status: 429,
      platform: null,
    })
  })

  it('takes no text that was not made for it', () => {
    const log = createLogger(() => {}, 'info')
    // @ts-expect-error: a plain text could be a prompt, a token or a platform's answer.
    log.log('info', 'event', { message: 'anything' })
    expect(homeAsTilde('/nowhere')).toBe('/nowhere')
  })
})
