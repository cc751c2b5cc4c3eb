import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from './client.ts'
import type {
  AccountPeople,
  ApprovalList,
  AttentionCount,
  AttentionDigest,
  AttentionList,
  Billing,
  Business,
  Choices,
  ClientList,
  ClientTotals,
  ClientView,
  CreditPreview,
  Dependents,
  Differences,
  Dispute,
  Invitation,
  InvoiceDetail,
  InvoiceDraft,
  InvoiceList,
  InvoicePreview,
  InvoiceSettings,
  InvoiceTotals,
  MailList,
  MailSeen,
  MailServerSeen,
  MailState,
  MethodSetup,
  MoneyBack,
  MoneyInHand,
  Organization,
  Payment,
  PaymentList,
  PaymentTotals,
  PayoutDetail,
  PayoutList,
  ProcessorSeen,
  Receipt,
  RoleList,
  SavedView,
  SecondFactor,
  Security,
  Session,
  Setup,
  StaffList,
  Unreconciled,
} from './contract.ts'

/** Every read of the pages, each with its key. Keys of an organization begin with `['o', slug]`. */
export const setupQuery = () =>
  queryOptions({ queryKey: ['setup'], queryFn: () => call<Setup>(null, '/setup') })

export const sessionQuery = () =>
  queryOptions({
    queryKey: ['session'],
    queryFn: () => call<Session>(null, '/session'),
    staleTime: 60_000,
  })

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: () => call<Invitation>(null, `/invitations/${encodeURIComponent(token)}`),
  })

export const resetQuery = (token: string) =>
  queryOptions({
    queryKey: ['reset', token],
    queryFn: () => call<{ email: string }>(null, `/password-resets/${encodeURIComponent(token)}`),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const secondFactorQuery = () =>
  queryOptions({
    queryKey: ['second-factor'],
    queryFn: () => call<SecondFactor>(null, '/me/second-factor'),
  })

export const securityQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'security'],
    queryFn: () => call<Security>(slug, '/organization/security'),
  })

export const organizationQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'organization'],
    queryFn: () => call<Organization>(slug, '/organization'),
    staleTime: 60_000,
  })

export interface ClientFilter {
  search?: string
  view?: ClientView
  cursor?: string
}

export const CLIENTS_PER_PAGE = 50

export const clientsQuery = (slug: string, filter: ClientFilter) =>
  queryOptions({
    queryKey: ['o', slug, 'clients', filter],
    queryFn: ({ signal }) => {
      const params = clientParams(filter)
      params.set('limit', String(CLIENTS_PER_PAGE))
      if (filter.cursor) params.set('cursor', filter.cursor)
      return call<ClientList>(slug, `/clients?${params}`, { signal })
    },
    placeholderData: keepPreviousData,
  })

/** Count and sum of the same clients; they arrive after the rows. */
export const clientTotalsQuery = (slug: string, filter: Omit<ClientFilter, 'cursor'>) =>
  queryOptions({
    queryKey: ['o', slug, 'clients', 'totals', filter],
    queryFn: ({ signal }) =>
      call<ClientTotals>(slug, `/clients/totals?${clientParams(filter)}`, { signal }),
  })

function clientParams({ search, view }: ClientFilter): URLSearchParams {
  const params = new URLSearchParams()
  if (search) params.set('search', search)
  if (view && view !== 'all') params.set('view', view)
  return params
}

export const billingQuery = (slug: string, clientId: string) =>
  queryOptions({
    queryKey: ['o', slug, 'billing', clientId],
    queryFn: () => call<Billing>(slug, `/clients/${clientId}/billing`),
  })

export const methodSetupQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['o', slug, 'methodSetup', id],
    queryFn: () => call<MethodSetup>(slug, `/method-setups/${id}`),
  })

export const dependentsQuery = (slug: string, methodId: string) =>
  queryOptions({
    queryKey: ['o', slug, 'dependents', methodId],
    queryFn: () => call<Dependents>(slug, `/payment-methods/${methodId}/dependents`),
  })

export const moneyQuery = (slug: string, accountId: string) =>
  queryOptions({
    queryKey: ['o', slug, 'money', accountId],
    queryFn: () => call<MoneyInHand>(slug, `/accounts/${accountId}/money`),
  })

export const unreconciledQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'unreconciled'],
    queryFn: () => call<Unreconciled>(slug, '/unreconciled'),
  })

export const invoiceQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['o', slug, 'invoice', id],
    queryFn: () => call<InvoiceDetail>(slug, `/invoices/${id}`),
  })

/** What an invoice would come to; `content` is JSON, so that the same content is the same question. */
export const invoicePreviewQuery = (slug: string, content: string) =>
  queryOptions({
    queryKey: ['o', slug, 'invoice-preview', content],
    queryFn: ({ signal }) =>
      call<InvoicePreview>(slug, '/invoices/preview', {
        method: 'POST',
        body: JSON.parse(content),
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const creditPreviewQuery = (slug: string, id: string, asked: string) =>
  queryOptions({
    queryKey: ['o', slug, 'invoice', id, 'credit-preview', asked],
    queryFn: ({ signal }) =>
      call<CreditPreview>(slug, `/invoices/${id}/credit-notes/preview`, {
        method: 'POST',
        body: JSON.parse(asked),
        signal,
      }),
  })

export const invoiceDraftQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['o', slug, 'invoice-draft', id],
    queryFn: () => call<InvoiceDraft>(slug, `/invoice-drafts/${id}`),
  })

export const invoiceSettingsQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'invoice-settings'],
    queryFn: () => call<InvoiceSettings>(slug, '/invoice-settings'),
  })

export const invoicesQuery = (slug: string, filter: PaymentParams, cursor?: string) =>
  queryOptions({
    queryKey: ['o', slug, 'invoices', filter, cursor],
    queryFn: ({ signal }) =>
      call<InvoiceList>(slug, `/invoices?${paramsOf({ ...filter, cursor })}`, { signal }),
    placeholderData: keepPreviousData,
  })

/** Count and sums of the same invoices; they arrive after the rows. */
export const invoiceTotalsQuery = (slug: string, filter: PaymentParams) =>
  queryOptions({
    queryKey: ['o', slug, 'invoices', 'totals', filter],
    queryFn: ({ signal }) =>
      call<InvoiceTotals>(slug, `/invoices/totals?${paramsOf(filter)}`, { signal }),
  })

export const paymentQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['o', slug, 'payment', id],
    queryFn: () => call<Payment>(slug, `/payments/${id}`),
  })

export const moneyBackQuery = (slug: string, paymentId: string) =>
  queryOptions({
    queryKey: ['o', slug, 'payment', paymentId, 'money-back'],
    queryFn: () => call<MoneyBack>(slug, `/payments/${paymentId}/money-back`),
  })

export const disputeQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['o', slug, 'dispute', id],
    queryFn: () => call<Dispute>(slug, `/disputes/${id}`),
  })

export const approvalsQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'approvals'],
    queryFn: () => call<ApprovalList>(slug, '/approvals'),
  })

/** For the side bar: how much needs somebody. */
export const attentionCountQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'attention', 'count'],
    queryFn: () => call<AttentionCount>(slug, '/attention/count'),
  })

/** Whether the caller gets what failed by mail. */
export const digestQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'digest'],
    queryFn: () => call<AttentionDigest>(slug, '/attention/digest'),
  })

export const attentionQuery = (
  slug: string,
  filter: Record<string, string | undefined>,
  cursor?: string,
) =>
  queryOptions({
    queryKey: ['o', slug, 'attention', 'list', filter, cursor],
    queryFn: ({ signal }) =>
      call<AttentionList>(slug, `/attention?${paramsOf({ ...filter, cursor })}`, { signal }),
    placeholderData: keepPreviousData,
  })

export const payoutsQuery = (slug: string, unseen: boolean) =>
  infiniteQueryOptions({
    queryKey: ['o', slug, 'payouts', { unseen }],
    queryFn: ({ pageParam, signal }) => {
      const narrowed = { unseen: unseen ? 'true' : undefined, cursor: pageParam ?? undefined }
      return call<PayoutList>(slug, `/payouts?${paramsOf(narrowed)}`, { signal })
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
  })

export const payoutQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['o', slug, 'payouts', id],
    queryFn: () => call<PayoutDetail>(slug, `/payouts/${id}`),
  })

export const differencesQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'differences'],
    queryFn: () => call<Differences>(slug, '/differences'),
  })

/** What narrows the list of payments, as the API takes it. */
export type PaymentParams = Record<string, string | undefined>

export const paymentsQuery = (slug: string, filter: PaymentParams, cursor?: string) =>
  queryOptions({
    queryKey: ['o', slug, 'payments', filter, cursor],
    queryFn: ({ signal }) =>
      call<PaymentList>(slug, `/payments?${paramsOf({ ...filter, cursor })}`, { signal }),
    placeholderData: keepPreviousData,
  })

/** Count and sums of the same payments; they arrive after the rows. */
export const paymentTotalsQuery = (slug: string, filter: PaymentParams) =>
  queryOptions({
    queryKey: ['o', slug, 'payments', 'totals', filter],
    queryFn: ({ signal }) =>
      call<PaymentTotals>(slug, `/payments/totals?${paramsOf(filter)}`, { signal }),
  })

export function paramsOf(filter: PaymentParams): string {
  const known = Object.entries(filter).flatMap(([key, value]) => (value ? [[key, value]] : []))
  return new URLSearchParams(known).toString()
}

export const savedViewsQuery = (slug: string, page: SavedView['page']) =>
  queryOptions({
    queryKey: ['o', slug, 'saved-views', page],
    queryFn: () => call<{ data: SavedView[] }>(slug, `/saved-views?page=${page}`),
  })

/** A report under an address of the API, for what it is asked. */
export const reportQuery = <Report>(slug: string, path: string, params: PaymentParams) =>
  queryOptions({
    queryKey: ['o', slug, 'report', path, params],
    queryFn: ({ signal }) => call<Report>(slug, `${path}?${paramsOf(params)}`, { signal }),
    placeholderData: keepPreviousData,
  })

export const receiptQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['o', slug, 'receipt', id],
    queryFn: () => call<Receipt>(slug, `/receipts/${id}`),
  })

export const staffQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'staff'],
    queryFn: () => call<StaffList>(slug, '/staff'),
  })

export const rolesQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'roles'],
    queryFn: () => call<RoleList>(slug, '/roles'),
  })

export const businessQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'business'],
    queryFn: () => call<Business>(slug, '/business'),
  })

export const mailServerQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'mail-server'],
    queryFn: () => call<MailServerSeen>(slug, '/mail-server'),
  })

export const mailsQuery = (slug: string, state: MailState | undefined) =>
  infiniteQueryOptions({
    queryKey: ['o', slug, 'mails', state ?? 'all'],
    queryFn: ({ pageParam }) => {
      const params = new URLSearchParams()
      if (state) params.set('state', state)
      if (pageParam) params.set('cursor', pageParam)
      return call<MailList>(slug, `/mails?${params}`)
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  })

export const mailQuery = (slug: string, id: string) =>
  queryOptions({
    queryKey: ['o', slug, 'mail', id],
    queryFn: () => call<MailSeen>(slug, `/mails/${id}`),
  })

export const choicesQuery = (slug: string, list: 'tenders' | 'payer-categories') =>
  queryOptions({
    queryKey: ['o', slug, list],
    queryFn: () => call<Choices>(slug, `/${list}`),
  })

export const processorQuery = (slug: string) =>
  queryOptions({
    queryKey: ['o', slug, 'processor'],
    queryFn: () => call<ProcessorSeen>(slug, '/processor'),
    refetchInterval: 10_000,
  })

/** Who may act for an account in the portal. */
export const accountPeopleQuery = (slug: string, accountId: string) =>
  queryOptions({
    queryKey: ['o', slug, 'people', accountId],
    queryFn: () => call<AccountPeople>(slug, `/accounts/${accountId}/people`),
  })
