import { z } from '@hono/zod-openapi'
import { body, DateField, InstantField, MoneyField } from '../http/contract.ts'
import { PaymentStateField } from '../payments/contract.ts'
import { LEDGER_ACCOUNTS } from './ledger-accounts.ts'

const DayQuery = z.string().optional().openapi({ example: '2026-05-14' })
const Cursor = z.string().optional()
const Limit = z.coerce.number().int().min(1).max(100).optional()

/** Where a line leads: the page of what it is about. */
export const LineLink = z
  .object({ kind: z.enum(['invoice', 'payment']), id: z.string() })
  .nullable()
export const LedgerAccountField = z.enum(LEDGER_ACCOUNTS)

export const AccountShown = z.object({
  id: z.string(),
  name: z.string(),
  client: z.object({ id: z.string(), name: z.string(), email: z.string().nullable() }).nullable(),
})

export const FigureField = z.enum(['owed', 'credit', 'lifetime'])
export const EntriesQuery = z.object({
  figure: FigureField,
  asOf: DayQuery.describe('The end of this day; absent: today.'),
  cursor: Cursor,
  limit: Limit,
})
export const Entries = z
  .object({
    account: AccountShown,
    figure: FigureField,
    asOf: DateField,
    balance: MoneyField,
    count: z.int(),
    data: z.array(
      z.object({
        on: DateField,
        postedAt: InstantField,
        words: z.string(),
        link: LineLink,
        change: MoneyField,
        balance: MoneyField.describe('Right after this line.'),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .openapi('Entries')

export const AsOfQuery = z.object({ asOf: DayQuery })
export const TrialBalance = z
  .object({
    asOf: DateField,
    data: z.array(
      z.object({
        account: LedgerAccountField,
        name: z.string(),
        debits: MoneyField,
        credits: MoneyField,
        debit: MoneyField.describe('The balance, where it is on this side.'),
        credit: MoneyField,
        count: z.int(),
      }),
    ),
    debit: MoneyField,
    credit: MoneyField,
  })
  .openapi('TrialBalance')

export const AgingQuery = z.object({ asOf: DayQuery, cursor: Cursor, limit: Limit })
export const PeriodQuery = z.object({ from: DayQuery, to: DayQuery })
export const PeriodPageQuery = PeriodQuery.extend({ cursor: Cursor, limit: Limit })
export const LedgerAccountPath = z.object({ account: z.string() })
export const LedgerAccountSeen = z
  .object({
    account: LedgerAccountField,
    name: z.string(),
    from: DateField.nullable(),
    to: DateField,
    opening: MoneyField,
    debits: MoneyField,
    credits: MoneyField,
    closing: MoneyField,
    count: z.int(),
    data: z.array(
      z.object({
        on: DateField,
        postedAt: InstantField,
        words: z.string(),
        link: LineLink,
        who: z.string().nullable(),
        accountId: z.string().nullable(),
        side: z.enum(['debit', 'credit']),
        other: z.string().describe('The ledger account on the other side.'),
        amount: MoneyField,
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .openapi('LedgerAccount')

const Unclear = z.object({
  id: z.string(),
  state: PaymentStateField,
  amount: MoneyField,
  account: z.string(),
  startedOn: DateField,
})
export const Closing = z
  .object({
    closedUntil: DateField.nullable(),
    months: z.array(
      z.object({
        month: z.string().openapi({ example: '2026-05' }),
        name: z.string(),
        isClosed: z.boolean(),
        isOver: z.boolean(),
      }),
    ),
    next: z
      .object({
        month: z.string(),
        name: z.string(),
        unclear: z.array(Unclear).describe('Payments from then or before without an end.'),
        notDeposited: z.array(z.object({ account: z.string(), amount: MoneyField })),
      })
      .nullable()
      .describe('The oldest month that is over and open.'),
    history: z.array(
      z.object({
        kind: z.enum(['closed', 'reopened']),
        closedUntil: DateField.nullable(),
        why: z.string(),
        by: z.string(),
        at: InstantField,
      }),
    ),
  })
  .openapi('Closing')
export const CloseMonth = body({
  month: z.string(),
  despiteUnclear: z.boolean().optional().describe('Although payments of then have no end yet.'),
})
export const ReopenMonth = body({ month: z.string(), why: z.string() })
