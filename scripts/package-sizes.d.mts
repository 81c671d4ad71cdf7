/** Bytes of one part of what ships. */
export interface Size {
  readonly name: string
  readonly raw: number
  readonly gzip: number
}

/** Budgets in kB, by the part's name. */
export type Budgets = Readonly<Record<string, { readonly raw: number; readonly gzip: number }>>

/** Bytes by part of the built app. A file that several share is divided by how much of it is whose. */
export function packageSizes(root: string): Size[]

/** Size of what `npm pack` makes; `gzip` is the tarball itself. */
export function npmPackageSize(root: string): Promise<Size>

export function readBudgets(root: string): Budgets

/** What is over its budget, or has none, one line each. */
export function overBudget(sizes: readonly Size[], budgets: Budgets): string[]

/** The sizes as a table for a terminal. */
export function sizeTable(sizes: readonly Size[], budgets: Budgets): string
