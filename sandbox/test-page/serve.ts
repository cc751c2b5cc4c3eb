import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type Stripe from 'stripe'
import { build } from 'vite'

export interface PageServer {
  url: string
  /** What the page must never send to its own server. */
  received: string[]
  close(): void
}

export interface PageSettings {
  stripe: Stripe
  publishableKey: string
  /** The sandbox as the browser names it. */
  sandboxOrigin: string
  dark?: boolean
  /** Cards only, unless said. */
  types?: Types
  /** How bank accounts are verified. */
  verification?: 'automatic' | 'instant' | 'microdeposits'
}

type Types = Array<'card' | 'us_bank_account'>

/** Builds the page as an application would be built. */
export async function buildPage(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"development"' },
    build: {
      write: false,
      minify: false,
      lib: { entry: join(import.meta.dirname, 'page.js'), formats: ['es'], fileName: 'page' },
    },
  })
  const [bundle] = Array.isArray(built) ? built : [built]
  if (bundle === undefined || !('output' in bundle)) throw new Error('The page was not built.')
  return bundle.output[0].code
}

/** Serves the page with a policy as strict as the product's, and plays the product's server. */
export async function servePage(script: string, settings: PageSettings): Promise<PageServer> {
  const received: string[] = []
  const server = createServer((request, response) => {
    const answer = (type: string, body: string) => {
      const policy = policyFor(settings.sandboxOrigin)
      response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': policy })
      response.end(body)
    }
    void readText(request).then(async (body) => {
      received.push(`${request.url} ${body}`)
      if (request.url === '/page.js') answer('text/javascript', script)
      else if (request.method === 'POST') {
        answer('application/json', JSON.stringify(await act(settings, request.url, body)))
      } else answer('text/html; charset=utf-8', pageFor(settings))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}/`, received, close }
}

function policyFor(sandbox: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${sandbox}`,
    "style-src 'self'",
    `frame-src ${sandbox}`,
    `connect-src 'self' ${sandbox}`,
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ')
}

function pageFor({ sandboxOrigin, stripe: _, ...others }: PageSettings): string {
  const stripeJsUrl = `${sandboxOrigin}/endive/stripe.js`
  const { types = ['card'], ...plain } = others
  const settings = JSON.stringify({ ...plain, stripeJsUrl, types }).replaceAll('"', '&quot;')
  return `<!doctype html><html lang="en"><head><meta name="settings" content="${settings}" /><title>Pay</title></head>
    <body><div id="root"></div><script type="module" src="/page.js"></script></body></html>`
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

async function act(
  { stripe, types = ['card'], verification = 'automatic' }: PageSettings,
  path: string | undefined,
  body: string,
): Promise<unknown> {
  const customer = (await stripe.customers.create({ name: 'Ann Lee' })).id
  const common = {
    customer,
    allowed_payment_method_types: types,
    ...(types.includes('us_bank_account')
      ? { payment_method_options: { us_bank_account: { verification_method: verification } } }
      : {}),
  }
  if (path === '/setup') {
    return { clientSecret: (await stripe.setupIntents.create(common)).client_secret }
  }
  const intent = await stripe.paymentIntents.create({ ...common, amount: 2000, currency: 'usd' })
  if (path === '/intent') return { clientSecret: intent.client_secret }
  try {
    const paid = await stripe.paymentIntents.confirm(intent.id, { confirmation_token: body })
    return { status: paid.status, clientSecret: paid.client_secret }
  } catch (error) {
    const { code, message } = error as Stripe.errors.StripeError
    return { error: { code, message } }
  }
}
