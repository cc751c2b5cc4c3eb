import { clientOwing, type TestOrganization } from '../support/world.ts'
import type { RouteRow } from './route-row.ts'

/** Something that needs a person: a check that came back. */
export async function freshAttention(organization: TestOrganization) {
  const owner = organization.as('owner')
  const { accountId } = await clientOwing(organization)
  const { tenders } = (await owner.get('/organization')).body
  const { id: tenderId } = tenders.find(({ kind }: { kind: string }) => kind === 'check')
  const payment = await owner.pay({
    accountId,
    amount: 700,
    currency: 'USD',
    invoiceIds: [],
    keepCredit: true,
    method: { kind: 'tender', tenderId },
  })
  await owner.post(`/payments/${payment.body.id}/return`, { reason: 'Not covered' })
  const { data } = (await owner.get(`/attention?paymentId=${payment.body.id}`)).body
  return { attentionId: data[0].id as string }
}

async function freshDismissed(organization: TestOrganization) {
  const { attentionId } = await freshAttention(organization)
  await organization.as('owner').post(`/attention/${attentionId}/dismiss`, { reason: 'Known' })
  return { attentionId }
}

/** The Payment Action Center. */
export const ATTENTION_ROUTES: RouteRow[] = [
  {
    route: 'GET /api/v1/attention',
    needs: 'attention.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/attention' }),
  },
  {
    route: 'GET /api/v1/attention/count',
    needs: 'attention.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/attention/count' }),
  },
  {
    route: 'GET /api/v1/attention/export',
    needs: 'payments.export',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/attention/export' }),
  },
  {
    route: 'GET /api/v1/attention/digest',
    needs: 'attention.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/attention/digest' }),
  },
  {
    route: 'PUT /api/v1/attention/digest',
    needs: 'attention.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/attention/digest', body: { wanted: false } }),
  },
  {
    route: 'GET /api/v1/attention/:id',
    needs: 'attention.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/attention/${of.attentionId}` }),
  },
  {
    route: 'POST /api/v1/attention/:id/dismiss',
    needs: 'attention.act',
    ok: 200,
    fresh: freshAttention,
    call: (of) => ({
      path: `/api/v1/attention/${of.attentionId}/dismiss`,
      body: { reason: 'Known' },
    }),
  },
  {
    route: 'POST /api/v1/attention/:id/restore',
    needs: 'attention.act',
    ok: 200,
    fresh: freshDismissed,
    call: (of) => ({ path: `/api/v1/attention/${of.attentionId}/restore` }),
  },
  {
    route: 'POST /api/v1/attention/:id/assign',
    needs: 'attention.act',
    ok: 200,
    fresh: freshAttention,
    call: (of) => ({ path: `/api/v1/attention/${of.attentionId}/assign`, body: { to: 'me' } }),
    mixed: (mine, theirs) => [
      { path: `/api/v1/attention/${mine.attentionId}/assign`, body: { to: theirs.ownerId } },
    ],
  },
]
