import { problems as t } from '../messages/en/problems.ts'
import { NO_ANSWER, Problem, type ProblemDocument } from './problem.ts'

interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Sent as JSON; a file as it is. */
  body?: unknown
  /** Makes a repeat of the call the same call: required where money moves. */
  idempotencyKey?: string
  signal?: AbortSignal
  /** Beside those of every call: the token of a link. */
  headers?: Record<string, string>
  /** What comes is a file; JSON when absent. */
  as?: 'file'
}

const BASE = '/api/v1'

/** One call of the API. `slug` names the organization; null for what lies outside organizations. */
export async function call<T>(slug: string | null, path: string, options: Call = {}): Promise<T> {
  const { method = 'GET', body, idempotencyKey, signal } = options
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers }
  if (slug !== null) headers['onfile-organization'] = slug
  if (body instanceof Blob) headers['content-type'] = body.type
  else if (body !== undefined) headers['content-type'] = 'application/json'
  if (idempotencyKey) headers['idempotency-key'] = idempotencyKey
  const response = await send(`${path.startsWith('/api/') ? '' : BASE}${path}`, {
    method,
    headers,
    credentials: 'same-origin',
    body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
    signal,
  })
  if (!response.ok) throw await readProblem(response)
  if (response.status === 204) return undefined as T
  return (await (options.as === 'file' ? response.blob() : response.json())) as T
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new Problem({ status: 0, code: NO_ANSWER, title: t.noAnswerTitle, detail: t.noAnswer })
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const requestId = response.headers.get('x-request-id')
  const body: Partial<ProblemDocument> & { message?: string } = await response
    .json()
    .catch(() => ({}))
  const detail = body.detail ?? body.message ?? t.fallback(response.status)
  return new Problem(
    {
      ...body,
      status: response.status,
      code: body.code ?? `http_${response.status}`,
      title: body.title ?? detail,
      detail,
    },
    requestId,
  )
}
