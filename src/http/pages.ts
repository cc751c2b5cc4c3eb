import { readFile } from 'node:fs/promises'
import { extname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Context } from 'hono'
import type { RequestEnvironment } from './caller.ts'

const MEDIA_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
}
/** What is text, and shrinks to a third. */
const SHRINKS = ['.js', '.css', '.svg', '.json', '.webmanifest']
const shrink = promisify(gzip)
const DOCUMENTS = ['index.html', 'portal.html']
const NONCE_PLACE = '__CSP_NONCE__'

/**
 * Serves the built pages: files by their name (those under assets/ carry a hash and never
 * change), everything else is staff's page or the portal's, whose routes live in the browser.
 */
export function servePages(folder: string) {
  const files = new Map<string, Promise<Buffer | null>>()
  const read = (name: string) => {
    const known = files.get(name)
    if (known) return known
    const loading = readFile(join(folder, name)).catch(() => null)
    files.set(name, loading)
    return loading
  }

  const small = new Map<string, Promise<Buffer>>()
  /** Each is made small once: the name of an asset changes with what is in it. */
  const shrunk = (name: string, file: Buffer) => {
    const known = small.get(name)
    if (known) return known
    const shrinking = shrink(file, { level: 9 })
    small.set(name, shrinking)
    return shrinking
  }

  return async (c: Context<RequestEnvironment>): Promise<Response> => {
    const name = normalize(c.req.path).replace(/^\/+/, '')
    const type = MEDIA_TYPES[extname(name)]
    if (type && !name.startsWith('.') && !DOCUMENTS.includes(name)) {
      const file = await read(name)
      if (!file) {
        files.delete(name)
        return c.text('Not found', 404)
      }
      const isAsset = name.startsWith('assets/')
      const headers = {
        'content-type': type,
        'cache-control': isAsset ? 'public, max-age=31536000, immutable' : 'no-cache',
      }
      if (!isAsset || !SHRINKS.includes(extname(name))) {
        return c.body(new Uint8Array(file), 200, headers)
      }
      const takesSmall = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
      const body = takesSmall ? await shrunk(name, file) : file
      return c.body(new Uint8Array(body), 200, {
        ...headers,
        vary: 'accept-encoding',
        ...(takesSmall ? { 'content-encoding': 'gzip' } : {}),
      })
    }
    // Read anew each time: a rebuild names other files.
    const page = await readFile(join(folder, documentOf(c.req.path))).catch(() => null)
    if (!page) return c.text('The pages are not built. Run npm start.', 503)
    return c.body(page.toString('utf8').replaceAll(NONCE_PLACE, c.var.nonce), 200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    })
  }
}

/** Clients have pages of their own, which weigh less and know nothing of staff's. */
function documentOf(path: string): string {
  return path === '/portal' || path.startsWith('/portal/') ? 'portal.html' : 'index.html'
}
