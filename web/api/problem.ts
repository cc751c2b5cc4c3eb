/** A refusal of the server as RFC 9457 writes it; `detail` is the sentence to show. */
export interface ProblemDocument {
  status: number
  code: string
  title: string
  detail: string
  field?: string
  moneyMoved?: 'yes' | 'no' | 'unknown'
  retryable?: boolean
  [extension: string]: unknown
}

/** No answer came, so nobody knows what the server did. */
export const NO_ANSWER = 'no_answer'

export class Problem extends Error {
  readonly document: ProblemDocument
  /** The server's name for this request, for the operator's log. */
  readonly requestId: string | null

  constructor(document: ProblemDocument, requestId: string | null = null) {
    super(document.detail)
    this.name = 'Problem'
    this.document = document
    this.requestId = requestId
  }

  get code(): string {
    return this.document.code
  }

  get status(): number {
    return this.document.status
  }

  get field(): string | undefined {
    return this.document.field
  }
}

/** Whatever was thrown, as a problem that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  const detail = error instanceof Error ? error.message : String(error)
  return new Problem({ status: 0, code: 'unexpected', title: 'Unexpected', detail })
}
