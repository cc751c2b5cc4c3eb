import type { RouteRow } from './route-row.ts'

/** Where nobody listens: what is queued while it is set is tried later. */
const SERVER = {
  host: '127.0.0.1',
  port: 9,
  security: 'none',
  username: null,
  fromName: 'Heron House',
  fromAddress: 'desk@heron.example',
  replyTo: null,
}
const BUSINESS = {
  name: 'Heron House',
  addressLines: ['1 Lake Road'],
  city: 'Salem',
  region: 'MA',
  postalCode: '01970',
  phone: '555-0134',
  email: null,
  website: null,
  receiptPolicy: '',
  accent: null,
}

const settings = (row: Pick<RouteRow, 'route' | 'ok'> & { body?: unknown }): RouteRow => ({
  route: row.route,
  needs: 'organization.manage',
  ok: row.ok,
  withoutIds: true,
  call: () => ({ path: row.route.split(' ')[1] ?? '', body: row.body }),
})

/** Settings: who may change them, and who sees what. */
export const SETTINGS_ROUTES: RouteRow[] = [
  {
    ...settings({ route: 'GET /api/v1/business', ok: 200 }),
    needs: 'member',
  },
  {
    ...settings({ route: 'GET /api/v1/business/logo', ok: 404 }),
    needs: 'member',
  },
  settings({ route: 'PUT /api/v1/business', ok: 200, body: BUSINESS }),
  settings({ route: 'PUT /api/v1/business/logo', ok: 422, body: 'no picture' }),
  settings({ route: 'DELETE /api/v1/business/logo', ok: 200 }),
  settings({ route: 'GET /api/v1/mails', ok: 200 }),
  {
    route: 'GET /api/v1/mails/:id',
    needs: 'organization.manage',
    ok: 200,
    call: (of) => ({ path: `/api/v1/mails/${of.mailId}` }),
  },
  {
    route: 'GET /api/v1/mails/:id/letter',
    needs: 'organization.manage',
    ok: 200,
    call: (of) => ({ path: `/api/v1/mails/${of.mailId}/letter` }),
  },
  {
    route: 'POST /api/v1/mails/:id/send-again',
    needs: 'organization.manage',
    ok: 200,
    fresh: async (organization) => {
      const owner = organization.as('owner')
      // Without a mail server every mail comes to rest.
      for (;;) {
        const mails: { id: string; state: string }[] = (await owner.get('/mails')).body.data
        if (mails.every(({ state }) => state === 'kept')) return { mailId: mails[0]?.id ?? '' }
      }
    },
    call: (of) => ({ path: `/api/v1/mails/${of.mailId}/send-again` }),
  },
  settings({ route: 'GET /api/v1/mail-server', ok: 200 }),
  settings({ route: 'PUT /api/v1/mail-server', ok: 200, body: SERVER }),
  settings({
    route: 'POST /api/v1/mail-server/test',
    ok: 200,
    body: { ...SERVER, to: 'ada@heron.example' },
  }),
  settings({ route: 'DELETE /api/v1/mail-server', ok: 200 }),
  ...(['tenders', 'payer-categories'] as const).flatMap((list): RouteRow[] => [
    { ...settings({ route: `GET /api/v1/${list}`, ok: 200 }), needs: 'member' },
    {
      ...settings({ route: `POST /api/v1/${list}`, ok: 200 }),
      call: () => ({
        path: `/api/v1/${list}`,
        body: { name: `Gift card ${crypto.randomUUID().slice(0, 8).replace(/\d/g, 'x')}` },
      }),
    },
    settings({ route: `PUT /api/v1/${list}/order`, ok: 422, body: { ids: [] } }),
    {
      route: `PATCH /api/v1/${list}/:id`,
      needs: 'organization.manage',
      ok: 200,
      call: (of) => ({
        path: `/api/v1/${list}/${list === 'tenders' ? of.cashId : of.payerCategoryId}`,
        body: { isUsed: true },
      }),
    },
  ]),
  settings({ route: 'GET /api/v1/processor', ok: 200 }),
  settings({
    route: 'PUT /api/v1/processor',
    ok: 422,
    body: { publishableKey: 'pk_test_1', secretKey: 'sk_live_1' },
  }),
  settings({
    route: 'POST /api/v1/processor/test',
    ok: 422,
    body: { publishableKey: 'pk_test_1', secretKey: 'sk_live_1' },
  }),
  settings({
    route: 'PUT /api/v1/processor/webhook-secret',
    ok: 422,
    body: { webhookSecret: 'none' },
  }),
]
