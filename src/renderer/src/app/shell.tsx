/** The page's frame: sources beside runs. */
export function Shell() {
  return <main />
}
