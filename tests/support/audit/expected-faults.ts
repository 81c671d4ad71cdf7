/** Requests that a test makes itself, against the rules of the program, to see what a platform does with them. */

const expected: RegExp[] = []

/** Lets requests pass whose fault, as faultOf says it, matches; for this file of tests. */
export function expectFault(pattern: RegExp): void {
  expected.push(pattern)
}

/** Is this a fault that the file of tests has announced? */
export function isExpected(fault: string): boolean {
  return expected.some((pattern) => pattern.test(fault))
}
