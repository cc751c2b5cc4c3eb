import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import type { ClientView } from '../api/contract.ts'
import { clientsQuery, organizationQuery, sessionQuery } from '../api/queries.ts'
import { ownPath } from './own-path.ts'
import { paths } from './paths.ts'
import { readPaymentListSearch } from './payment-list-search.ts'
import { BrokenPage, Missing, MissingPage } from './shell/BrokenPage.tsx'
import { Shell } from './shell/Shell.tsx'

/** The whole tree of pages. A page and what only it needs is loaded when it is opened. */
const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  errorComponent: BrokenPage,
  notFoundComponent: MissingPage,
})

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

const organization = createRoute({
  getParentRoute: () => root,
  path: '/o/$slug',
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(organizationQuery(params.slug))
  },
  component: Shell,
  errorComponent: BrokenPage,
  notFoundComponent: Missing,
})

const home = createRoute({
  getParentRoute: () => organization,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: paths.clients(params.slug) as never, replace: true })
  },
})

const VIEWS: readonly ClientView[] = ['all', 'owing', 'cardOnFile', 'archived']

export interface ClientSearch {
  search?: string
  view?: ClientView
  /** The pages before this one, so that Back and a copied address work. */
  cursors?: string[]
}

const clients = createRoute({
  getParentRoute: () => organization,
  path: 'clients',
  validateSearch: (search): ClientSearch => ({
    search: typeof search.search === 'string' && search.search ? search.search : undefined,
    view: VIEWS.find((view) => view === search.view && view !== 'all'),
    cursors: Array.isArray(search.cursors) ? search.cursors.map(String) : undefined,
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ context, params, deps }) => {
    const { search, view, cursors } = deps
    void context.queryClient.prefetchQuery(
      clientsQuery(params.slug, { search, view, cursor: cursors?.at(-1) }),
    )
  },
  component: lazyRouteComponent(() => import('./pages/clients/ClientList.tsx'), 'ClientList'),
})

const newClient = createRoute({
  getParentRoute: () => clients,
  path: 'new',
  component: lazyRouteComponent(() => import('./pages/clients/ClientForm.tsx'), 'NewClient'),
})

const client = createRoute({
  getParentRoute: () => organization,
  path: 'clients/$clientId',
  beforeLoad: ({ params, location }) => {
    const billing = paths.billing(params.slug, params.clientId)
    if (!location.pathname.startsWith(billing))
      throw redirect({ to: billing as never, replace: true })
  },
})

const billing = createRoute({
  getParentRoute: () => client,
  path: 'billing',
  component: lazyRouteComponent(() => import('./pages/billing/BillingPage.tsx'), 'BillingPage'),
})

const editClient = createRoute({
  getParentRoute: () => billing,
  path: 'edit',
  component: lazyRouteComponent(() => import('./pages/clients/ClientForm.tsx'), 'EditClient'),
})

export interface NewPaymentSearch {
  /** The idempotency key: made when the drawer opens, so a reload or Back is the same payment. */
  key?: string
  /** The payment that came of it; the drawer then shows its result. */
  payment?: string
  /** Invoices to tick; all that are due when absent. Beside a payment: what was ticked for it. */
  invoices?: string[]
  /** The payment that this one is another try of: amount and details are kept. */
  retryOf?: string
  /** The upcoming payment that is taken: it fills the form in. */
  scheduled?: string
  /** What to pay with: a saved card's id, or `new`. */
  method?: string
  /** The parts paid so far in this sitting, the first one first. */
  sitting?: string[]
  /** Only amount, description and method are asked for. */
  short?: true
}

const newPayment = createRoute({
  getParentRoute: () => billing,
  path: 'new-payment',
  validateSearch: (search): NewPaymentSearch => ({
    key: text(search.key),
    payment: text(search.payment),
    invoices: texts(search.invoices),
    retryOf: text(search.retryOf),
    scheduled: text(search.scheduled),
    method: text(search.method),
    sitting: texts(search.sitting),
    short: search.short === true || search.short === 1 || search.short === '1' ? true : undefined,
  }),
  // "Another card" after a decline stays in the sitting it belongs to.
  search: { middlewares: [retainSearchParams<NewPaymentSearch>(['sitting', 'short'])] },
  component: lazyRouteComponent(() => import('./pages/payments/NewPayment.tsx'), 'NewPayment'),
})

export interface AddCardSearch {
  /** The card that leaves when the new one is saved. */
  replaces?: string
  /** The set-up that came of it; the drawer then shows its result. */
  setup?: string
}

const addCard = createRoute({
  getParentRoute: () => billing,
  path: 'add-card',
  validateSearch: (search): AddCardSearch => ({
    replaces: text(search.replaces),
    setup: text(search.setup),
  }),
  component: lazyRouteComponent(() => import('./pages/wallet/AddCard.tsx'), 'AddCard'),
})

const newInvoice = createRoute({
  getParentRoute: () => billing,
  path: 'new-invoice',
  component: lazyRouteComponent(() => import('./pages/invoices/NewInvoice.tsx'), 'NewInvoice'),
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

const approvals = createRoute({
  getParentRoute: () => organization,
  path: 'approvals',
  component: lazyRouteComponent(
    () => import('./pages/approvals/ApprovalsPage.tsx'),
    'ApprovalsPage',
  ),
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

const settings = createRoute({
  getParentRoute: () => organization,
  path: 'settings',
  component: lazyRouteComponent(() => import('./pages/settings/Settings.tsx'), 'Settings'),
})

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/settings/Settings.tsx'), 'FirstSettings'),
})

const roles = createRoute({
  getParentRoute: () => settings,
  path: 'roles',
  component: lazyRouteComponent(() => import('./pages/roles/RolesPage.tsx'), 'RolesPage'),
})

const newRole = createRoute({
  getParentRoute: () => roles,
  path: 'new',
  component: lazyRouteComponent(() => import('./pages/roles/RoleDrawer.tsx'), 'NewRole'),
})

const role = createRoute({
  getParentRoute: () => roles,
  path: '$roleId',
  component: lazyRouteComponent(() => import('./pages/roles/RoleDrawer.tsx'), 'EditRole'),
})

const security = createRoute({
  getParentRoute: () => settings,
  path: 'security',
  component: lazyRouteComponent(() => import('./pages/security/SecurityPage.tsx'), 'SecurityPage'),
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

const business = createRoute({
  getParentRoute: () => settings,
  path: 'business',
  component: lazyRouteComponent(() => import('./pages/settings/BusinessPage.tsx'), 'BusinessPage'),
})

const tenders = createRoute({
  getParentRoute: () => settings,
  path: 'tenders',
  component: lazyRouteComponent(() => import('./pages/settings/ChoicesPage.tsx'), 'TendersPage'),
})

const payers = createRoute({
  getParentRoute: () => settings,
  path: 'payers',
  component: lazyRouteComponent(() => import('./pages/settings/ChoicesPage.tsx'), 'PayersPage'),
})

const processor = createRoute({
  getParentRoute: () => settings,
  path: 'processor',
  component: lazyRouteComponent(
    () => import('./pages/settings/ProcessorPage.tsx'),
    'ProcessorPage',
  ),
})

const mailServer = createRoute({
  getParentRoute: () => settings,
  path: 'email',
  component: lazyRouteComponent(
    () => import('./pages/settings/MailServerPage.tsx'),
    'MailServerPage',
  ),
})

const outbox = createRoute({
  getParentRoute: () => settings,
  path: 'outbox',
  validateSearch: (search): { state?: string } => ({ state: text(search.state) }),
  component: lazyRouteComponent(() => import('./pages/settings/OutboxPage.tsx'), 'OutboxPage'),
})

const mail = createRoute({
  getParentRoute: () => outbox,
  path: '$mailId',
  component: lazyRouteComponent(() => import('./pages/settings/MailDialog.tsx'), 'MailDialog'),
})

const tree = root.addChildren([
  welcome,
  signIn,
  forgotPassword,
  newPassword,
  start,
  invitation,
  organization.addChildren([
    home,
    clients.addChildren([newClient]),
    client.addChildren([billing.addChildren([editClient, newPayment, addCard, newInvoice])]),
    invoice,
    payments,
    payment,
    receipt,
    approvals,
    staff.addChildren([inviteStaff]),
    settings.addChildren([
      settingsHome,
      security,
      business,
      tenders,
      payers,
      processor,
      mailServer,
      outbox.addChildren([mail]),
      roles.addChildren([newRole, role]),
    ]),
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

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function texts(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined
}
