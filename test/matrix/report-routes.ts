import type { RouteRow } from './route-row.ts'

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
]
