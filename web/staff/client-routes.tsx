import {
  createRoute,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import type { ClientView } from '../api/contract.ts'
import { clientsQuery } from '../api/queries.ts'
import { paths } from './paths.ts'
import { organization } from './root-routes.tsx'
import { text, texts } from './search-text.ts'

const VIEWS: readonly ClientView[] = ['all', 'owing', 'cardOnFile', 'archived']

export interface ClientSearch {
  search?: string
  view?: ClientView
  /** Those beside the name. */
  columns?: string
  /** The pages before this one, so that Back and a copied address work. */
  cursors?: string[]
}

const clients = createRoute({
  getParentRoute: () => organization,
  path: 'clients',
  validateSearch: (search): ClientSearch => ({
    search: typeof search.search === 'string' && search.search ? search.search : undefined,
    view: VIEWS.find((view) => view === search.view && view !== 'all'),
    columns: text(search.columns),
    cursors: texts(search.cursors),
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

const reconcileAccount = createRoute({
  getParentRoute: () => billing,
  path: 'use-credit',
  component: lazyRouteComponent(() => import('./pages/money/UseCredit.tsx'), 'UseCredit'),
})

const giveCredit = createRoute({
  getParentRoute: () => billing,
  path: 'give-credit',
  component: lazyRouteComponent(() => import('./pages/money/GiveCredit.tsx'), 'GiveCredit'),
})

const transferCredit = createRoute({
  getParentRoute: () => billing,
  path: 'transfer-credit',
  component: lazyRouteComponent(() => import('./pages/money/TransferCredit.tsx'), 'TransferCredit'),
})

const credit = createRoute({
  getParentRoute: () => billing,
  path: 'credit',
  component: lazyRouteComponent(() => import('./pages/money/AccountCredit.tsx'), 'AccountCredit'),
})

/** The list of clients, and a client's billing with the drawers over it. */
export const clientRoutes = [
  clients.addChildren([newClient]),
  client.addChildren([
    billing.addChildren([
      editClient,
      newPayment,
      addCard,
      newInvoice,
      reconcileAccount,
      giveCredit,
      transferCredit,
      credit,
    ]),
  ]),
]
