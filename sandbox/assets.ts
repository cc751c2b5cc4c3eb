import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { bankAccountList } from './bank-list.ts'
import { cardList } from './card-list.ts'

interface Asset {
  file: string
  /** Files put together into one classic script, which sees nothing of the page's own names. */
  parts?: readonly string[]
  type: string
  /** Pages that other origins may frame; the page itself checks who talks to it. */
  framed?: boolean
}

const SCRIPT = 'text/javascript; charset=utf-8'
const STYLE = 'text/css; charset=utf-8'
const PAGE = 'text/html; charset=utf-8'

const ASSETS: Record<string, Asset> = {
  '/endive/stripe.js': {
    file: 'browser/stripe',
    parts: [
      'origin.js',
      'frames.js',
      'api.js',
      'appearance.js',
      'elements.js',
      'dialog.js',
      'challenge.js',
      'bank.js',
      'stripe.js',
    ],
    type: SCRIPT,
  },
  '/endive/bank-part.js': { file: 'browser/bank-part.js', type: SCRIPT },
  '/endive/bank-rules.js': { file: 'browser/bank-rules.js', type: SCRIPT },
  '/endive/card-part.js': { file: 'browser/card-part.js', type: SCRIPT },
  '/endive/form-fields.js': { file: 'browser/form-fields.js', type: SCRIPT },
  '/endive/test-numbers.js': { file: 'browser/test-numbers.js', type: SCRIPT },
  '/endive/bank-sign-in': { file: 'browser/bank-sign-in.html', type: PAGE, framed: true },
  '/endive/bank-sign-in.js': { file: 'browser/bank-sign-in.js', type: SCRIPT },
  '/endive/verify': { file: 'browser/verify.html', type: PAGE },
  '/endive/verify.js': { file: 'browser/verify.js', type: SCRIPT },
  '/endive/card-form': { file: 'browser/card-form.html', type: PAGE, framed: true },
  '/endive/card-form.js': { file: 'browser/card-form.js', type: SCRIPT },
  '/endive/card-form.css': { file: 'browser/card-form.css', type: STYLE },
  '/endive/card-rules.js': { file: 'browser/card-rules.js', type: SCRIPT },
  '/endive/challenge': { file: 'browser/challenge.html', type: PAGE, framed: true },
  '/endive/challenge.js': { file: 'browser/challenge.js', type: SCRIPT },
  '/endive/challenge.css': { file: 'browser/challenge.css', type: STYLE },
  '/_sandbox': { file: 'control/control.html', type: PAGE },
  '/_sandbox/control.js': { file: 'control/control.js', type: SCRIPT },
  '/_sandbox/decisions.js': { file: 'control/decisions.js', type: SCRIPT },
  '/_sandbox/control.css': { file: 'control/control.css', type: STYLE },
}

/** What the form offers to fill in, as JSON. */
const LISTS: Record<string, () => unknown> = {
  '/endive/test-bank-accounts.json': bankAccountList,
  '/endive/test-cards.json': cardList,
}
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'"

const cache = new Map<string, Buffer>()

/** Answers with a file of the sandbox, if the address names one. */
export async function serveAsset(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return false
  const path = (request.url ?? '/').split('?')[0] as string
  const list = LISTS[path]
  if (list !== undefined) {
    respond(response, 'application/json', Buffer.from(JSON.stringify(list())), {})
    return true
  }
  const asset = ASSETS[path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path]
  if (asset === undefined) return false
  const headers = asset.type === PAGE ? pageHeaders(asset, request) : {}
  respond(response, asset.type, await load(asset), headers)
  return true
}

function pageHeaders(asset: Asset, request: IncomingMessage): Record<string, string> {
  const ancestors = asset.framed ? frameAncestors(request) : "'none'"
  return { 'Content-Security-Policy': `${PAGE_POLICY}; frame-ancestors ${ancestors}` }
}

/** The page that frames a form says who it is; only pages of this machine or network are let. */
function frameAncestors(request: IncomingMessage): string {
  const parent = new URL(request.url ?? '/', 'http://sandbox').searchParams.get('parent')
  return parent !== null && isPrivateOrigin(parent) ? parent : "'none'"
}

/** `http://localhost:3000`, `http://192.168.1.20:3000`, `https://practice.local` … */
export function isPrivateOrigin(text: string): boolean {
  const url = URL.parse(text)
  if (url === null || url.origin !== text) return false
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return false
  const host = url.hostname
  if (host.startsWith('[')) return host === '[::1]' || /^\[f[cde]/.test(host)
  if (!host.includes('.')) return true
  if (/\.(localhost|local|lan|internal|home\.arpa|test)$/.test(host)) return true
  const parts = host.split('.').map(Number)
  if (parts.length !== 4 || parts.some(Number.isNaN)) return false
  const [a, b] = parts as [number, number]
  const inNetwork = a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168)
  return inNetwork || a === 127 || (a === 169 && b === 254) || (a === 100 && b >= 64 && b < 128)
}

/** A page of another origin must not work the controls through a visitor's browser. */
export function isAllowedOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return request.headers['sec-fetch-site'] !== 'cross-site'
  return URL.parse(origin)?.host === host
}

function respond(
  response: ServerResponse,
  type: string,
  body: Buffer,
  headers: Record<string, string>,
): void {
  response.writeHead(200, {
    'Content-Type': type,
    'Content-Length': String(body.length),
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ...headers,
  })
  response.end(body)
}

async function load(asset: Asset): Promise<Buffer> {
  const known = cache.get(asset.file)
  if (known !== undefined) return known
  const read = (file: string) => readFile(join(import.meta.dirname, asset.file, file))
  const body =
    asset.parts === undefined
      ? await read('')
      : joinScript(await Promise.all(asset.parts.map(read)))
  cache.set(asset.file, body)
  return body
}

/** One classic script out of modules that share no names: their imports and exports fall away. */
function joinScript(parts: readonly Buffer[]): Buffer {
  const text = parts.join('\n').replaceAll(/^import [^']*'[^']*'\n/gm, '')
  return Buffer.from(`;(() => {\n'use strict'\n${text.replaceAll(/^export /gm, '')}\n})()\n`)
}
