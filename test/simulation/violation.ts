/** Something that must hold at every moment did not. */
export class Violation extends Error {
  override name = 'Violation'
  /** Which invariant or property: `I4 …`, `P2 …`. */
  readonly broken: string
  readonly detail: string

  constructor(broken: string, detail: string) {
    super(`${broken}: ${detail}`)
    this.broken = broken
    this.detail = detail
  }
}
