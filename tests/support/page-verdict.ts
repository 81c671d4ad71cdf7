// Runs in every file of journeys: fails the test in which a page broke its policy, asked for something that is not on this machine, threw, or complained on its console.

import { afterEach, expect } from 'vitest'
import { broken } from './page-watch.ts'

afterEach(() => {
  expect(broken.splice(0), 'what the pages did that they must not do').toEqual([])
})
