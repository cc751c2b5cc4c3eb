import { z } from '@hono/zod-openapi'
import {
  AmountField,
  body,
  CurrencyField,
  DateField,
  InstantField,
  MoneyField,
  PageQuery,
} from '../http/contract.ts'
import { MailRow } from '../settings/contract.ts'
import { INVOICE_STATES } from './invoice.ts'

export const InvoiceState = z.enum(INVOICE_STATES)

export const InvoiceLine = z.object({
  description: z.string(),
  quantity: z.number().describe('With at most 3 decimals: 1.5 hours.'),
  unitAmount: MoneyField,
  discount: MoneyField,
  discountPercent: z.string().nullable(),
  amount: MoneyField.describe('With the taxes that its price holds, without those on top.'),
  taxes: z.array(z.int()).describe('Positions in the taxes of the invoice.'),
  servedOn: DateField.nullable(),
  clientId: z.string().nullable(),
})

export const Invoice = z
  .object({
    id: z.string(),
    number: z.string(),
    accountId: z.string(),
    state: InvoiceState,
    issuedOn: DateField,
    dueOn: DateField,
    overdueDays: z.int().describe('Whole days since the due date; 0 when not due or paid.'),
    total: MoneyField,
    allocated: MoneyField,
    credited: MoneyField.describe('Taken back by credit notes.'),
    writtenOff: MoneyField,
    due: MoneyField,
    deposit: z
      .object({ amount: MoneyField, dueOn: DateField, due: MoneyField })
      .nullable()
      .describe('So much of the total is due earlier than the rest.'),
    dueNext: z
      .object({ amount: MoneyField, on: DateField })
      .nullable()
      .describe('What is asked for next: the deposit, then the rest.'),
    lines: z.array(InvoiceLine),
    heldBy: z
      .object({ paymentId: z.string(), by: z.string(), amount: MoneyField, since: InstantField })
      .nullable()
      .describe('A charge in flight against it.'),
  })
  .openapi('Invoice')

const Percent = z.string().openapi({ example: '12.5' })
const Discount = body({ amount: AmountField.optional(), percent: Percent.optional() })
const Deposit = body({
  amount: AmountField.optional(),
  percent: Percent.optional(),
  dueOn: z.string().nullish().describe('Absent: the day of issue.'),
})

const Line = {
  description: z.string(),
  quantity: z.unknown().openapi({ type: 'number', example: 1.5 }),
  unitAmount: AmountField,
  discount: Discount.nullish(),
  taxRateIds: z.array(z.string()).max(20).optional(),
  servedOn: z.string().nullish(),
  clientId: z.string().nullish(),
}

const linesOf = <Schema extends z.ZodType>(line: Schema) =>
  z.array(line).max(100, 'An invoice has at most 100 lines.')

const InvoiceBody = {
  dueOn: z.string().nullish(),
  dueInDays: z.number().nullish().describe('Days from issue; absent: the organization’s terms.'),
  currency: CurrencyField.optional(),
  lines: linesOf(body(Line)).min(1, 'An invoice has at least one line.'),
  note: z.string().optional().describe('Printed on the invoice.'),
  deposit: Deposit.nullish(),
}

export const IssueInvoice = body({ accountId: z.string(), ...InvoiceBody })

/** A draft may be as unfinished as it is. */
const DraftLine = body({
  ...Line,
  description: z.string().optional(),
  quantity: z.number().nullish(),
  unitAmount: z.number().nullish(),
})
export const DraftContent = body({
  dueOn: InvoiceBody.dueOn,
  dueInDays: InvoiceBody.dueInDays,
  lines: linesOf(DraftLine),
  note: InvoiceBody.note,
  deposit: InvoiceBody.deposit,
})
export const NewDraft = DraftContent.extend({ accountId: z.string() })

export const InvoiceDraft = z
  .object({
    id: z.string().describe('The invoice will have the same.'),
    accountId: z.string(),
    accountName: z.string(),
    clients: z.array(z.object({ id: z.string(), name: z.string() })),
    state: z.enum(['draft', 'issued', 'discarded']),
    content: z.object(DraftContent.shape),
    by: z.string(),
    changedAt: InstantField,
  })
  .openapi('InvoiceDraft')

export const InvoiceTax = z.object({
  name: z.string(),
  percent: z.string(),
  isInclusive: z.boolean().describe('The prices hold it already.'),
  base: MoneyField,
  amount: MoneyField,
})

export const InvoicePreview = z.object({
  lines: z.array(z.object({ discount: MoneyField, amount: MoneyField })),
  taxes: z.array(InvoiceTax),
  net: MoneyField.describe('Without any tax.'),
  total: MoneyField,
  dueOn: DateField.nullable(),
  deposit: z.object({ amount: MoneyField, dueOn: DateField }).nullable(),
})

const Allowed = z.object({ allowed: z.boolean(), reason: z.string().nullable() })

export const InvoiceDetail = Invoice.extend({
  accountName: z.string(),
  client: z.object({ id: z.string(), name: z.string() }).nullable(),
  clients: z
    .array(z.object({ id: z.string(), name: z.string() }))
    .describe('Those of its account; lines may name one.'),
  net: MoneyField.describe('Without any tax.'),
  taxes: z.array(InvoiceTax),
  note: z.string(),
  allocations: z
    .array(
      z.object({
        id: z.string(),
        paymentId: z.string().nullable(),
        creditId: z.string().nullable(),
        amount: MoneyField.describe('Below zero: taken off again.'),
        dueAfter: MoneyField,
        why: z.string(),
        on: DateField,
        at: InstantField,
        by: z.string(),
        method: z.string(),
        receiptNumber: z.string().nullable(),
      }),
    )
    .describe('What was put against it and taken off again, in order.'),
  creditNotes: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      isVoid: z.boolean(),
      net: MoneyField,
      total: MoneyField,
      reason: z.string(),
      issuedOn: DateField,
      by: z.string(),
    }),
  ),
  writeOffs: z.array(
    z.object({
      id: z.string(),
      amount: MoneyField,
      reason: z.string(),
      on: DateField,
      by: z.string(),
      reversed: z.object({ on: DateField, by: z.string() }).nullable(),
    }),
  ),
  history: z.array(
    z.object({
      at: InstantField,
      by: z.string(),
      verb: z.string(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
  can: z.object({ credit: Allowed, writeOff: Allowed }),
  sendTo: z.string().nullable().describe('The address on file of the client.'),
  mailings: z.array(MailRow),
})

export const CreditLinesLeft = z.array(
  z.object({
    position: z.int(),
    description: z.string(),
    amount: MoneyField,
    left: MoneyField.describe('What earlier credit notes left of it.'),
  }),
)

const CreditLines = z
  .array(body({ position: z.int().min(0), amount: AmountField }))
  .max(100)
  .describe('So much of each line, in the units of its amount.')

export const PreviewCredit = body({
  void: z.boolean().optional().describe('All that is left: it should not have been issued.'),
  lines: CreditLines.optional(),
})
export const CreditInvoice = body({
  void: z.boolean().optional(),
  lines: CreditLines.optional(),
  reason: z.string(),
})

const TakenOff = z.object({ method: z.string(), amount: MoneyField })

export const CreditPreview = z.object({
  lines: CreditLinesLeft,
  net: MoneyField,
  taxes: z.array(z.object({ name: z.string(), amount: MoneyField })),
  total: MoneyField.describe('What the credit note would come to.'),
  most: MoneyField.describe('What can be credited at all.'),
  takenOff: z
    .array(TakenOff)
    .describe('What comes off the invoice and becomes account credit, the newest first.'),
  before: z.object({ total: MoneyField, due: MoneyField, credit: MoneyField }),
  after: z.object({ total: MoneyField, due: MoneyField, credit: MoneyField }),
  can: Allowed,
})

export const WriteOff = body({
  amount: AmountField.optional().openapi({ description: 'Absent: all that is due.' }),
  reason: z.string(),
})

export const CreditNote = z
  .object({
    id: z.string(),
    number: z.string(),
    isVoid: z.boolean(),
    issuedOn: DateField,
    invoice: z.object({ id: z.string(), number: z.string() }),
    account: z.object({ id: z.string(), name: z.string() }),
    reason: z.string(),
    lines: z.array(z.object({ description: z.string(), amount: MoneyField })),
    taxes: z.array(z.object({ name: z.string(), percent: z.string(), amount: MoneyField })),
    net: MoneyField,
    total: MoneyField,
    sendTo: z.string().nullable(),
    mailings: z.array(MailRow),
  })
  .openapi('CreditNote')

export const EmailDocument = body({
  to: z.string().optional().describe('Absent: the address on file.'),
})

export const TaxRate = z
  .object({
    id: z.string(),
    name: z.string(),
    percent: z.string(),
    isInclusive: z.boolean(),
    isDefault: z.boolean().describe('New lines carry it.'),
    isUsed: z.boolean(),
  })
  .openapi('TaxRate')
export const InvoiceSettings = z
  .object({ termsDays: z.int(), howToPay: z.string(), taxRates: z.array(TaxRate) })
  .openapi('InvoiceSettings')
export const PutInvoiceSettings = body({ termsDays: z.number(), howToPay: z.string() })
export const AddTaxRate = body({
  name: z.string(),
  percent: Percent,
  isInclusive: z.boolean(),
  isDefault: z.boolean().optional(),
})
export const ChangeTaxRate = body({
  name: z.string().optional(),
  isDefault: z.boolean().optional(),
  isUsed: z.boolean().optional(),
})

/** States to filter by: the stored ones, and those that follow from the day. */
export const INVOICE_FILTERS = ['draft', 'owing', 'overdue', ...INVOICE_STATES] as const

const MinorUnits = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

export const InvoiceFilterQuery = z.object({
  search: z.string().optional().describe('Number, amount, id or name of a client.'),
  state: z.enum(INVOICE_FILTERS).optional(),
  accountId: z.string().optional(),
  from: z.string().optional().describe('Issued from this day on.'),
  to: z.string().optional().describe('Issued up to and with this day.'),
  dueFrom: z.string().optional(),
  dueTo: z.string().optional(),
  amountFrom: MinorUnits.optional(),
  amountTo: MinorUnits.optional(),
})
export const InvoiceListQuery = PageQuery.extend(InvoiceFilterQuery.shape)

export const ListedInvoice = z
  .object({
    id: z.string(),
    number: z.string().nullable().describe('Null: a draft.'),
    state: z.enum(['draft', ...INVOICE_STATES]),
    account: z.object({ id: z.string(), name: z.string() }),
    client: z.object({ id: z.string(), name: z.string() }).nullable(),
    description: z.string(),
    issuedOn: DateField.nullable(),
    dueOn: DateField.nullable(),
    overdueDays: z.int(),
    total: MoneyField.nullable().describe('Null: not known of a draft.'),
    due: MoneyField,
    isHeld: z.boolean().describe('A charge is in flight against it.'),
  })
  .openapi('ListedInvoice')
export const InvoiceList = z.object({
  data: z.array(ListedInvoice),
  nextCursor: z.string().nullable(),
})
export const InvoiceTotals = z.object({
  count: z.int(),
  isMore: z.boolean().describe('More match than a search adds up.'),
  total: MoneyField.describe('As issued.'),
  due: MoneyField,
  overdue: MoneyField,
  drafts: z.int().describe('Drafts of the organization, whatever the filter.'),
})
