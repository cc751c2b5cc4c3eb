import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isAllowedOrigin, serveAsset } from './assets.ts'
import type { Engine, EngineReply, EngineRequest } from './engine.ts'

const LARGEST_BODY = 1_000_000

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': '*, Authorization',
  'Access-Control-Allow-Methods': 'GET, POST, DELETE',
  'Access-Control-Expose-Headers': 'Request-Id, Stripe-Version, Idempotent-Replayed',
  'Access-Control-Max-Age': '86400',
}

export interface RunningServer {
  port: number
  close(): Promise<void>
}

/** Serves the engine, the browser files and the control page on one port. */
export async function startServer(
  engine: Engine,
  host: string,
  port: number,
): Promise<RunningServer> {
  const server = createServer((request, response) => {
    answer(engine, request, response).catch((error: unknown) => {
      console.error('sandbox:', error instanceof Error ? error.stack : error)
      if (!response.headersSent) sendText(response, 500, 'The sandbox failed. Its log says why.')
    })
  })
  server.keepAliveTimeout = 60_000
  await listen(server, host, port)
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve())
  })
}

async function answer(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '/'
  const isApi = path.startsWith('/v1/') || path === '/v1'
  if (request.method === 'OPTIONS' && isApi) return send(response, 204, CORS, '')
  if (!isApi && (await serveAsset(request, response))) return
  if (!isApi && !path.startsWith('/_sandbox/')) return sendText(response, 404, 'Nothing is here.')
  if (!isApi && !isAllowedOrigin(request)) {
    return sendText(response, 403, 'Only the control page of this sandbox may do that.')
  }
  const body = await readBody(request)
  if (body === null) return sendText(response, 413, 'The request is too large.')
  const reply = await engine.handle(toEngineRequest(request, body))
  if (reply.lost === true) {
    request.socket.destroy()
    return
  }
  sendReply(response, reply, isApi)
}

function toEngineRequest(request: IncomingMessage, body: string): EngineRequest {
  const headers = request.headers as Record<string, string | undefined>
  const ip = request.socket.remoteAddress?.replace(/^::ffff:/, '')
  return { method: request.method ?? 'GET', path: request.url ?? '/', headers, body, ip }
}

function sendReply(response: ServerResponse, reply: EngineReply, isApi: boolean): void {
  send(response, reply.status, isApi ? { ...CORS, ...reply.headers } : reply.headers, reply.body)
}

function sendText(response: ServerResponse, status: number, message: string): void {
  const body = JSON.stringify({ error: { type: 'invalid_request_error', message } })
  send(response, status, { 'Content-Type': 'application/json' }, body)
}

function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string,
): void {
  const length = String(Buffer.byteLength(body))
  response.writeHead(status, { ...headers, 'Content-Length': length, 'Cache-Control': 'no-store' })
  response.end(body)
}

/** `null` when it is too large. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BODY) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
