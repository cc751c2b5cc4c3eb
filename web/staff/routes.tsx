import type { QueryClient } from '@tanstack/react-query'
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { organizationQuery, sessionQuery } from '../api/queries.ts'
import { readAttentionSearch } from './attention-search.ts'
import { clientRoutes } from './client-routes.tsx'
import { readConsentSearch } from './consent-search.ts'
import { readInvoiceListSearch } from './invoice-list-search.ts'
import { ownPath } from './own-path.ts'
import { paths } from './paths.ts'
import { readPaymentListSearch } from './payment-list-search.ts'
import { reportRoutes } from './report-routes.tsx'
import { organization, root } from './root-routes.tsx'
import { settingsRoutes } from './settings-routes.tsx'

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/',
  loader: async ({ context }) => {
    const session = await context.queryClient.fetchQuery(sessionQuery()).catch(() => null)
    const first = session?.organizations[0]
    if (first) throw redirect({ to: paths.clients(first.slug) as never, replace: true })
  },
  component: lazyRouteComponent(() => import('./welcome/Welcome.tsx'), 'Welcome'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { next?: string } => ({ next: ownPath(search.next) }),
  component: lazyRouteComponent(() => import('./welcome/SignIn.tsx'), 'SignIn'),
})

const forgotPassword = createRoute({
  getParentRoute: () => root,
  path: '/forgot-password',
  component: lazyRouteComponent(() => import('./welcome/ForgotPassword.tsx'), 'ForgotPassword'),
})

const newPassword = createRoute({
  getParentRoute: () => root,
  path: '/new-password/$token',
  component: lazyRouteComponent(() => import('./welcome/NewPassword.tsx'), 'NewPassword'),
})

const start = createRoute({
  getParentRoute: () => root,
  path: '/start',
  component: lazyRouteComponent(() => import('./welcome/Start.tsx'), 'Start'),
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitation/$token',
  component: lazyRouteComponent(() => import('./welcome/AcceptInvitation.tsx'), 'AcceptInvitation'),
})

const home = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: async ({ context, params: { slug } }) => {
    const organization = await context.queryClient
      .ensureQueryData(organizationQuery(slug))
      .catch(() => null)
    // Who sees how the business is doing begins there; everybody else with the clients.
    const isAllowed = organization?.me.permissions.includes('reports.read')
    const to = isAllowed ? paths.dashboard(slug) : paths.clients(slug)
    throw redirect({ to: to as never, replace: true })
  },
})

const invoices = createRoute({
  getParentRoute: () => organization,
  path: 'invoices',
  validateSearch: readInvoiceListSearch,
  component: lazyRouteComponent(() => import('./pages/invoices/InvoiceList.tsx'), 'InvoiceList'),
})

const editInvoice = createRoute({
  getParentRoute: () => organization,
  path: 'invoices/$invoiceId/edit',
  component: lazyRouteComponent(() => import('./pages/invoices/EditDraft.tsx'), 'EditDraft'),
})

const invoice = createRoute({
  getParentRoute: () => organization,
  path: 'invoices/$invoiceId',
  component: lazyRouteComponent(() => import('./pages/invoices/InvoicePage.tsx'), 'InvoicePage'),
})

const payments = createRoute({
  getParentRoute: () => organization,
  path: 'payments',
  validateSearch: readPaymentListSearch,
  component: lazyRouteComponent(
    () => import('./pages/payment-list/PaymentList.tsx'),
    'PaymentList',
  ),
})

const reconcile = createRoute({
  getParentRoute: () => organization,
  path: 'payments/reconcile',
  component: lazyRouteComponent(() => import('./pages/money/ReconcileAll.tsx'), 'ReconcileAll'),
})

const recordChecks = createRoute({
  getParentRoute: () => organization,
  path: 'payments/checks',
  component: lazyRouteComponent(() => import('./pages/checks/RecordChecks.tsx'), 'RecordChecks'),
})

const payment = createRoute({
  getParentRoute: () => organization,
  path: 'payments/$paymentId',
  component: lazyRouteComponent(() => import('./pages/payments/PaymentPage.tsx'), 'PaymentPage'),
})

const receipt = createRoute({
  getParentRoute: () => organization,
  path: 'receipts/$receiptId',
  component: lazyRouteComponent(() => import('./pages/receipts/ReceiptPage.tsx'), 'ReceiptPage'),
})

const consents = createRoute({
  getParentRoute: () => organization,
  path: 'consents',
  validateSearch: readConsentSearch,
  component: lazyRouteComponent(() => import('./pages/consents/ConsentsPage.tsx'), 'ConsentsPage'),
})

const consent = createRoute({
  getParentRoute: () => organization,
  path: 'consents/$consentId',
  component: lazyRouteComponent(() => import('./pages/consents/ConsentPage.tsx'), 'ConsentPage'),
})

const runs = createRoute({
  getParentRoute: () => organization,
  path: 'runs',
  component: lazyRouteComponent(() => import('./pages/runs/RunsPage.tsx'), 'RunsPage'),
})

const run = createRoute({
  getParentRoute: () => organization,
  path: 'runs/$runId',
  component: lazyRouteComponent(() => import('./pages/runs/RunPage.tsx'), 'RunPage'),
})

const payouts = createRoute({
  getParentRoute: () => organization,
  path: 'payouts',
  component: lazyRouteComponent(() => import('./pages/payouts/PayoutsPage.tsx'), 'PayoutsPage'),
})

const payout = createRoute({
  getParentRoute: () => organization,
  path: 'payouts/$payoutId',
  component: lazyRouteComponent(() => import('./pages/payouts/PayoutPage.tsx'), 'PayoutPage'),
})

const differences = createRoute({
  getParentRoute: () => organization,
  path: 'differences',
  component: lazyRouteComponent(
    () => import('./pages/payouts/DifferencesPage.tsx'),
    'DifferencesPage',
  ),
})

const attention = createRoute({
  getParentRoute: () => organization,
  path: 'action-center',
  validateSearch: readAttentionSearch,
  component: lazyRouteComponent(
    () => import('./pages/attention/AttentionPage.tsx'),
    'AttentionPage',
  ),
})

const approvals = createRoute({
  getParentRoute: () => organization,
  path: 'approvals',
  component: lazyRouteComponent(
    () => import('./pages/approvals/ApprovalsPage.tsx'),
    'ApprovalsPage',
  ),
})

const dispute = createRoute({
  getParentRoute: () => organization,
  path: 'disputes/$disputeId',
  component: lazyRouteComponent(() => import('./pages/refunds/DisputePage.tsx'), 'DisputePage'),
})

const staff = createRoute({
  getParentRoute: () => organization,
  path: 'staff',
  component: lazyRouteComponent(() => import('./pages/staff/StaffPage.tsx'), 'StaffPage'),
})

const inviteStaff = createRoute({
  getParentRoute: () => staff,
  path: 'invite',
  component: lazyRouteComponent(() => import('./pages/staff/InviteStaff.tsx'), 'InviteStaff'),
})

const help = createRoute({
  getParentRoute: () => organization,
  path: 'help',
  component: lazyRouteComponent(() => import('./pages/help/HelpPage.tsx'), 'HelpPage'),
})

const me = createRoute({
  getParentRoute: () => organization,
  path: 'me',
  component: lazyRouteComponent(() => import('./pages/me/MyAccount.tsx'), 'MyAccount'),
})

/** The whole tree of pages. */
const tree = root.addChildren([
  welcome,
  signIn,
  forgotPassword,
  newPassword,
  start,
  invitation,
  organization.addChildren([
    home,
    ...clientRoutes,
    invoices,
    invoice,
    editInvoice,
    payments,
    reconcile,
    recordChecks,
    runs,
    run,
    payment,
    dispute,
    receipt,
    consents,
    consent,
    payouts,
    payout,
    differences,
    ...reportRoutes,
    attention,
    approvals,
    staff.addChildren([inviteStaff]),
    settingsRoutes,
    help,
    me,
  ]),
])

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
  })
}
