/** The latest requests, for the control page: no bodies, no query strings, no keys. */
export interface LoggedRequest {
  /** Milliseconds, on the account's clock. */
  at: number
  account: string | null
  method: string
  path: string
  /** 0 when the connection was cut. */
  status: number
  requestId: string
}

export interface RequestLog {
  add(request: LoggedRequest): void
  /** Newest first. */
  latest(account: string | null, limit: number): LoggedRequest[]
}

const KEPT = 500

export function createRequestLog(): RequestLog {
  const requests: LoggedRequest[] = []
  let next = 0
  return {
    add(request) {
      requests[next % KEPT] = request
      next++
    },
    latest(account, limit) {
      const found: LoggedRequest[] = []
      for (let step = 1; step <= requests.length && found.length < limit; step++) {
        const request = requests[(next - step) % KEPT] as LoggedRequest
        if (account === null || request.account === account) found.push(request)
      }
      return found
    },
  }
}
