import { inOrganization } from '../../src/database/transaction.ts'
import { currentProcessorAccount } from '../../src/processor/accounts.ts'
import { lockPace } from '../../src/runs/pace-store.ts'
import { clientOwing, type TestOrganization } from '../support/world.ts'
import type { Call, RouteRow } from './route-row.ts'
import type { Things } from './things.ts'

/** A draft over one client. */
export const freshRun = async (organization: TestOrganization) => {
  const { clientId } = await clientOwing(organization, { name: 'Rob Run' })
  const made = await organization.as('owner').post('/runs', run([clientId]))
  if (made.status !== 201) throw new Error(JSON.stringify(made.body))
  return { runId: made.body.id as string }
}

/** What a run that charged leaves behind beside its rows. */
export async function paced({ app, orgId }: TestOrganization) {
  await inOrganization(app.db, orgId, async (tx) => {
    const account = await currentProcessorAccount(tx)
    if (!account) throw new Error('a test organization has a processor account')
    await lockPace(tx, orgId, account.id, app.clock.now())
  })
}

function run(clientIds: string[]) {
  return { by: 'people', charges: 'amount', amount: 700, selection: { clientIds } }
}

function make(of: Things): Call {
  return { path: '/api/v1/runs', body: run([of.clientId]) }
}

function of(path: string, body?: Record<string, unknown>) {
  return (of: Things): Call => ({
    path: `/api/v1/runs/${of.runId}${path}`,
    ...(body ? { body } : {}),
  })
}

/** Charges of many at once. */
export const RUN_ROUTES: RouteRow[] = [
  { route: 'POST /api/v1/runs', needs: 'runs.charge', ok: 201, call: make },
  {
    route: 'GET /api/v1/runs',
    needs: 'payments.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/runs' }),
  },
  { route: 'GET /api/v1/runs/:id', needs: 'payments.read', ok: 200, call: of('') },
  {
    route: 'PATCH /api/v1/runs/:id',
    needs: 'runs.charge',
    ok: 200,
    fresh: freshRun,
    call: of('', { version: 1, note: 'In July' }),
  },
  { route: 'GET /api/v1/runs/:id/items', needs: 'payments.read', ok: 200, call: of('/items') },
  {
    route: 'PATCH /api/v1/runs/:id/items/:position',
    needs: 'runs.charge',
    ok: 200,
    fresh: freshRun,
    call: of('/items/1', { version: 1, excluded: true }),
  },
  {
    route: 'POST /api/v1/runs/:id/ask-approval',
    needs: 'runs.charge',
    // Nobody has a limit here that it is above.
    ok: 409,
    call: of('/ask-approval', { version: 1, reason: 'Late fees' }),
  },
  {
    route: 'POST /api/v1/runs/:id/start',
    needs: 'runs.charge',
    // Not the total that the review has.
    ok: 409,
    call: of('/start', { version: 1, total: 1 }),
  },
  { route: 'POST /api/v1/runs/:id/pause', needs: 'runs.charge', ok: 409, call: of('/pause') },
  { route: 'POST /api/v1/runs/:id/resume', needs: 'runs.charge', ok: 409, call: of('/resume') },
  {
    route: 'POST /api/v1/runs/:id/stop',
    needs: 'runs.charge',
    ok: 200,
    fresh: freshRun,
    call: of('/stop'),
  },
  { route: 'POST /api/v1/runs/:id/retry', needs: 'runs.charge', ok: 409, call: of('/retry') },
  {
    route: 'GET /api/v1/runs/:id/export',
    needs: 'payments.export',
    ok: 200,
    call: of('/export'),
  },
]
