import type { Router } from './router.ts'

const ABOUT = `Everything Onfile's own pages do, they do through this API.

- Amounts are whole minor units (cents) with a currency; ids are TypeIDs (\`pay_…\`).
- Every call of an organization names it in the \`Onfile-Organization\` header.
- \`Idempotency-Key\` is required where money moves. The same key answers with the same payment
  (\`Idempotent-Replayed: true\`); with another request it is refused.
- A refusal is a problem document (RFC 9457) with a \`code\`, a sentence in \`detail\` that says what
  to do, and \`moneyMoved\`: yes, no or unknown.`

/** GET /api/v1/openapi.json, made from the routes themselves. */
export function describeApi(web: Router): void {
  web.get('/api/v1/openapi.json', (c) =>
    c.json(
      web.getOpenAPI31Document({
        openapi: '3.1.0',
        info: { title: 'Onfile', version: '1', description: ABOUT, license: { name: 'MIT' } },
        servers: [{ url: '/' }],
      }),
    ),
  )
}
