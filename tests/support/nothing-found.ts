import type { Discovery } from '../../src/shared/discovery.ts'

/** A machine on which nothing is found to sign in with. */
export async function* nothingFound(): AsyncGenerator<Discovery, void, undefined> {}
