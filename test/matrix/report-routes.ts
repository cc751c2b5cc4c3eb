import type { RouteRow } from './route-row.ts'
import { spareDeposit } from './things.ts'

/** The books and the reports over them. */
export const REPORT_ROUTES: RouteRow[] = [
  {
    route: 'GET /api/v1/accounts/:id/entries',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/accounts/${of.accountId}/entries?figure=owed` }),
  },
  {
    route: 'GET /api/v1/books/trial-balance',
    needs: 'books.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/books/trial-balance' }),
  },
  {
    route: 'GET /api/v1/books/ledger-accounts/:account',
    needs: 'books.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/books/ledger-accounts/receivable' }),
  },
  {
    route: 'GET /api/v1/books/closing',
    needs: 'reports.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/books/closing' }),
  },
  {
    route: 'POST /api/v1/books/close',
    needs: 'books.close',
    // A month that is not over is closed by nobody.
    ok: 422,
    withoutIds: true,
    call: () => ({ path: '/api/v1/books/close', body: { month: '2099-12' } }),
  },
  {
    route: 'POST /api/v1/books/reopen',
    needs: 'books.close',
    ok: 422,
    withoutIds: true,
    call: () => ({ path: '/api/v1/books/reopen', body: { month: '2098-12', why: 'To see' } }),
  },
  {
    route: 'GET /api/v1/accounts/:id/statement',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/accounts/${of.accountId}/statement` }),
  },
  {
    route: 'GET /api/v1/accounts/:id/statement/pdf',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/accounts/${of.accountId}/statement/pdf` }),
  },
  {
    route: 'POST /api/v1/accounts/:id/statement/emails',
    needs: 'reports.read',
    ok: 200,
    call: (of) => ({
      path: `/api/v1/accounts/${of.accountId}/statement/emails`,
      body: { email: 'payer@example.com' },
    }),
  },
  {
    route: 'GET /api/v1/accounts/:id/history',
    needs: 'payments.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/accounts/${of.accountId}/history` }),
  },
  ...['dashboard', 'transactions', 'takings', 'echecks', 'aging', 'day'].map(
    (report): RouteRow => ({
      route: `GET /api/v1/reports/${report}`,
      needs: 'reports.read',
      ok: 200,
      withoutIds: true,
      call: () => ({ path: `/api/v1/reports/${report}` }),
    }),
  ),
  {
    route: 'POST /api/v1/reports/day/counts',
    needs: 'reports.read',
    ok: 200,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/reports/day/counts',
      body: { day: '2026-01-31', place: 'checks', counted: 0 },
    }),
  },
  {
    route: 'GET /api/v1/reports/:table/export',
    needs: 'reports.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/reports/aging/export' }),
  },
  {
    route: 'GET /api/v1/reports/:table/export',
    about: 'of one account',
    needs: 'reports.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/reports/statement/export?accountId=${of.accountId}` }),
  },
  {
    route: 'GET /api/v1/deposits',
    needs: 'reports.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/deposits?place=cash' }),
  },
  {
    route: 'GET /api/v1/deposits/:id',
    needs: 'reports.read',
    ok: 200,
    call: (of) => ({ path: `/api/v1/deposits/${of.depositId}` }),
  },
  {
    route: 'POST /api/v1/deposits/:id/undo',
    needs: 'payments.record',
    ok: 200,
    fresh: async (organization) => ({ depositId: await spareDeposit(organization) }),
    call: (of) => ({ path: `/api/v1/deposits/${of.depositId}/undo`, body: { why: 'Twice' } }),
  },
  {
    route: 'POST /api/v1/deposits',
    needs: 'payments.record',
    // Lines that are not in hand are brought nowhere.
    ok: 409,
    withoutIds: true,
    call: () => ({ path: '/api/v1/deposits', body: { place: 'cash', lines: ['a line'] } }),
  },
  {
    route: 'GET /api/v1/books/account-codes',
    needs: 'reports.read',
    ok: 200,
    withoutIds: true,
    call: () => ({ path: '/api/v1/books/account-codes' }),
  },
  {
    route: 'PUT /api/v1/books/account-codes',
    needs: 'organization.manage',
    ok: 200,
    withoutIds: true,
    call: () => ({
      path: '/api/v1/books/account-codes',
      body: { data: [{ account: 'bank', code: '1001', name: 'Bank' }] },
    }),
  },
]
