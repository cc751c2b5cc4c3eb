/**
 * What must hold at every moment, as SQL that finds what does not. The numbers are those of the
 * programme they come from; those about refunds, runs and plans come with those nouns. Every
 * statement reads all organizations, as the auditor.
 */
export interface Invariant {
  name: string
  means: string
  /** Tables whose rows it looks at: it fails if the auditor sees fewer rows than they hold. */
  tables: string[]
  /** Answers a row for every violation. `$now` is the moment of the check. */
  violations: string
}
