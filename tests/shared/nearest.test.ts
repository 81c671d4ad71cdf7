import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/shared/nearest.ts'

const regions = ['us-east-1', 'us-east-2', 'eu-west-1']

describe('the nearest word', () => {
  it.each([
    ['us-esat-1', 'us-east-1'],
    ['us-east1', 'us-east-1'],
    ['EU-WEST-1', 'eu-west-1'],
    ['eu-wst-1', 'eu-west-1'],
  ])('to %s is %s', (word, expected) => expect(nearest(word, regions)).toBe(expected))

  it.each(['tokyo', '', 'x'])('to %j is none', (word) => expect(nearest(word, regions)).toBeNull())

  it('has at least one character in common', () => {
    expect(nearest('x', ['y'])).toBeNull()
    expect(nearest('', ['y'])).toBeNull()
    expect(nearest('us2', ['us1', 'eu1'])).toBe('us1')
  })

  it('is the first of several that are equally near', () => expect(nearest('us-east-3', regions)).toBe('us-east-1'))
})
