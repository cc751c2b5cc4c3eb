import { z } from '@hono/zod-openapi'
import { body, MoneyField, PageQuery } from '../http/contract.ts'
import { TENDER_KINDS } from '../organizations/contract.ts'
import { PaymentRow, PaymentStateField } from '../payments/contract.ts'

const MinorUnits = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

const PAYMENT_MARKS = ['refunded', 'partlyRefunded', 'disputed', 'disputeLost', 'returned'] as const
export type PaymentMark = (typeof PAYMENT_MARKS)[number]

/** What narrows the list of payments; the address of the page says the same. */
export const PaymentFilterQuery = z.object({
  search: z
    .string()
    .optional()
    .describe('Last four, receipt number, e-mail, amount, id, reference or name of a client.'),
  accountId: z.string().optional(),
  from: z.string().optional().describe('Date posted, from this day on.'),
  to: z.string().optional().describe('Date posted, up to and with this day.'),
  tenderId: z.string().optional(),
  state: PaymentStateField.optional(),
  staffId: z.string().optional().describe('Who took it.'),
  amountFrom: MinorUnits.optional(),
  amountTo: MinorUnits.optional(),
  reference: z.string().optional().describe('Begins with.'),
})

export const PaymentListQuery = PageQuery.extend(PaymentFilterQuery.shape)

export const ListedPayment = PaymentRow.extend({
  account: z.object({ id: z.string(), name: z.string() }),
  client: z.object({ id: z.string(), name: z.string(), number: z.int() }).nullable(),
  payerCategory: z.string().nullable(),
  receiptEmail: z.string().nullable(),
  goneBack: MoneyField.describe('Refunds, returns, and disputes that were not won.'),
  mark: z.enum(PAYMENT_MARKS).nullable().describe('What became of the money after it came in.'),
  processorUrl: z
    .string()
    .nullable()
    .describe('The payment in the processor’s dashboard, for those who may open it.'),
}).openapi('ListedPayment')

export const PaymentList = z.object({
  data: z.array(ListedPayment),
  nextCursor: z.string().nullable(),
})

export const PaymentTotals = z.object({
  count: z.int().describe('Payments in any state.'),
  isMore: z.boolean().describe('More match than a search adds up.'),
  paid: MoneyField.describe('What was taken by those that succeeded.'),
  tenders: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(TENDER_KINDS),
      name: z.string(),
      count: z.int(),
      paid: MoneyField,
    }),
  ),
  staff: z
    .array(z.object({ id: z.string(), name: z.string() }))
    .describe('Who has taken payments, to choose from.'),
})

export * from './books-contract.ts'
export * from './report-contract.ts'

export const VIEW_PAGES = ['clients', 'payments'] as const

export const SavedView = z
  .object({
    id: z.string(),
    page: z.enum(VIEW_PAGES),
    name: z.string(),
    isShared: z.boolean(),
    isMine: z.boolean(),
    query: z.record(z.string(), z.string()),
    columns: z.array(z.string()),
  })
  .openapi('SavedView')

export const SavedViewQuery = z.object({ page: z.enum(VIEW_PAGES) })
export const SavedViewList = z.object({ data: z.array(SavedView) })
export const SaveView = body({
  page: z.enum(VIEW_PAGES),
  name: z.string(),
  isShared: z.boolean(),
  query: z.record(z.string(), z.string()),
  columns: z.array(z.string()).max(30),
})
