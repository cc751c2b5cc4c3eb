import { z } from '@hono/zod-openapi'
import { AmountField, body, DateField, InstantField, MoneyField } from '../http/contract.ts'
import { TENDER_KINDS } from '../organizations/contract.ts'
import { MailRow } from '../settings/contract.ts'
import {
  AccountShown,
  FigureField,
  LedgerAccountField,
  LineLink,
  PeriodPageQuery,
} from './books-contract.ts'

const Buckets = {
  current: MoneyField,
  days30: MoneyField,
  days60: MoneyField,
  days90: MoneyField,
  older: MoneyField,
  total: MoneyField,
}
const Line = { on: DateField, words: z.string(), link: LineLink }

export const Statement = z
  .object({
    organization: z.object({
      name: z.string(),
      address: z.array(z.string()),
      contact: z.array(z.string()),
      policy: z.string(),
      accent: z.string().nullable(),
      logo: z.object({ width: z.int(), height: z.int(), version: z.int() }).nullable(),
    }),
    account: AccountShown,
    from: DateField,
    to: DateField,
    before: DateField.describe('The day whose end the opening balance is of.'),
    opening: MoneyField.describe('Owed less held; below zero is credit.'),
    charges: MoneyField,
    payments: MoneyField,
    closing: MoneyField,
    data: z.array(z.object({ ...Line, change: MoneyField, balance: MoneyField })),
    open: z.array(
      z.object({
        id: z.string(),
        number: z.string(),
        issuedOn: DateField,
        dueOn: DateField,
        due: MoneyField,
      }),
    ),
    aging: z.object(Buckets),
    nextCursor: z.string().nullable(),
    mailings: z.array(MailRow),
  })
  .openapi('Statement')
export const EmailStatement = body({
  from: z.string().optional(),
  to: z.string().optional(),
  email: z.string().optional().describe('Absent: the address on file.'),
})

export const Aging = z
  .object({
    asOf: DateField,
    accounts: z.int(),
    invoices: z.int(),
    totals: z.object(Buckets),
    data: z.array(
      z.object({
        account: z.object({ id: z.string(), name: z.string() }),
        client: z.object({ id: z.string(), name: z.string() }).nullable(),
        oldestDueOn: DateField.nullable(),
        invoices: z.int(),
        ...Buckets,
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .openapi('Aging')

export const Transactions = z
  .object({
    from: DateField,
    to: DateField,
    count: z.int(),
    income: MoneyField,
    cashflow: MoneyField,
    data: z.array(
      z.object({
        ...Line,
        who: z.string().nullable(),
        accountId: z.string().nullable(),
        paidWith: z.string().nullable(),
        income: MoneyField.nullable().describe('Invoices and what takes them back.'),
        cashflow: MoneyField.nullable().describe('Money that came or went.'),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .openapi('Transactions')

const Taken = {
  count: z.int(),
  byTender: z.array(MoneyField).describe('In the order of the tenders.'),
  paid: MoneyField,
  back: MoneyField,
  net: MoneyField,
}
export const Takings = z
  .object({
    from: DateField,
    to: DateField,
    tenders: z.array(z.object({ id: z.string(), kind: z.enum(TENDER_KINDS), name: z.string() })),
    days: z.array(z.object({ day: DateField, ...Taken })),
    totals: z.object(Taken),
  })
  .openapi('Takings')

const Months = z.array(
  z.object({
    month: z.string(),
    from: DateField,
    to: DateField,
    invoiced: MoneyField,
    collected: MoneyField.describe('Received, less what went back.'),
  }),
)
export const AccountHistory = z
  .object({
    account: AccountShown,
    lifetimeValue: MoneyField,
    paid: MoneyField,
    back: MoneyField,
    count: z.int(),
    average: MoneyField,
    first: DateField.nullable(),
    last: DateField.nullable(),
    everyDays: z.int().nullable().describe('Days between two payments, on average.'),
    months: Months,
  })
  .openapi('AccountHistory')

const Sum = z.object({ amount: MoneyField, count: z.int() })
export const Dashboard = z
  .object({
    from: DateField,
    to: DateField,
    today: DateField,
    collected: MoneyField,
    received: MoneyField,
    back: MoneyField,
    invoiced: MoneyField,
    outstanding: MoneyField,
    openInvoices: z.int(),
    late: MoneyField,
    lateInvoices: z.int(),
    failed: Sum,
    onTheirWay: Sum,
    upcoming: Sum.extend({
      until: DateField,
      data: z.array(
        z.object({
          id: z.string(),
          dueOn: DateField,
          amount: MoneyField,
          account: z.string(),
          clientId: z.string().nullable(),
        }),
      ),
    }),
    months: Months,
  })
  .openapi('Dashboard')

export const PlaceField = z.enum(['cash', 'checks', 'terminal', 'other'])
export const DayQuery = z.object({ day: z.string().optional() })
export const EndOfDay = z
  .object({
    day: DateField,
    places: z.array(
      z.object({
        place: PlaceField,
        name: z.string(),
        opening: MoneyField,
        cameIn: MoneyField,
        wentBack: MoneyField,
        deposited: MoneyField,
        expected: MoneyField,
        count: z
          .object({
            expected: MoneyField,
            counted: MoneyField,
            difference: MoneyField,
            note: z.string(),
            by: z.string(),
            at: InstantField,
          })
          .nullable(),
      }),
    ),
    processors: z.array(
      z.object({
        id: z.string().nullable(),
        name: z.string(),
        count: z.int(),
        gross: MoneyField,
        back: MoneyField,
        fees: MoneyField,
        net: MoneyField,
      }),
    ),
    onTheirWay: z.array(
      z.object({ id: z.string(), amount: MoneyField, account: z.string(), startedOn: DateField }),
    ),
    back: z.array(
      z.object({
        words: z.string(),
        link: LineLink,
        who: z.string().nullable(),
        amount: MoneyField,
      }),
    ),
    staff: z.array(
      z.object({
        name: z.string(),
        count: z.int(),
        byPlace: z.array(MoneyField).describe('Processor, then cash, checks, terminal, other.'),
        total: MoneyField,
      }),
    ),
    deposits: z.array(
      z.object({ id: z.string(), name: z.string(), amount: MoneyField, by: z.string() }),
    ),
  })
  .openapi('EndOfDay')
export const CountDay = body({
  day: z.string(),
  place: PlaceField,
  counted: AmountField,
  note: z.string().optional(),
})

/** Where an eCheck stands: sent back before it was ever paid, or returned after it was. */
export const ECHECK_STATES = ['onItsWay', 'paid', 'sentBack', 'returned', 'canceled'] as const
export type EcheckState = (typeof ECHECK_STATES)[number]

export const EchecksQuery = PeriodPageQuery.extend({ state: z.enum(ECHECK_STATES).optional() })
export const Echecks = z
  .object({
    from: DateField,
    to: DateField,
    states: z.array(z.object({ state: z.enum(ECHECK_STATES), count: z.int(), amount: MoneyField })),
    rates: z
      .array(
        z.object({
          counts: z.enum(['unauthorized', 'administrative', 'all']),
          back: z.int(),
          sent: z.int(),
          rate: z.number(),
          limit: z.number(),
          level: z.enum(['well', 'near', 'over']),
        }),
      )
      .describe('What came back of the debits sent; rate and limit as parts of 1.'),
    data: z.array(
      z.object({
        on: DateField,
        paymentId: z.string(),
        accountId: z.string(),
        who: z.string(),
        bankAccount: z.string(),
        amount: MoneyField,
        state: z.enum(ECHECK_STATES),
        code: z.string().nullable().describe('The code of the network.'),
        cause: z.string().nullable(),
        returnedOn: DateField.nullable(),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .openapi('Echecks')

const DepositMade = {
  id: z.string(),
  place: PlaceField,
  name: z.string(),
  amount: MoneyField,
  depositedOn: DateField,
  note: z.string(),
  by: z.string(),
  at: InstantField,
  undone: z
    .object({ by: z.string(), at: InstantField, on: DateField, why: z.string() })
    .nullable()
    .describe('It was recorded by mistake; `on`: for which day it was taken back.'),
}
const DepositLine = z.object({
  ...Line,
  line: z.string().describe('Names the line when it is brought to the bank.'),
  who: z.string().nullable(),
  amount: MoneyField,
})
export const DepositsQuery = z.object({ place: PlaceField })
export const Deposits = z
  .object({
    place: PlaceField,
    name: z.string(),
    inHand: z.array(DepositLine),
    amount: MoneyField,
    data: z.array(z.object(DepositMade)),
  })
  .openapi('Deposits')
export const Deposit = z.object({ ...DepositMade, lines: z.array(DepositLine) }).openapi('Deposit')
export const BringToBank = body({
  place: PlaceField,
  depositedOn: z.string().optional(),
  lines: z.array(z.string()).min(1, 'Choose what was brought to the bank.').max(1_000),
  note: z.string().optional(),
})

export const UndoDeposit = body({ why: z.string() })

export const AccountCodes = z.object({
  data: z.array(
    z.object({
      account: LedgerAccountField,
      ours: z.string(),
      code: z.string(),
      name: z.string(),
    }),
  ),
})
export const ChangeAccountCodes = body({
  data: z.array(body({ account: LedgerAccountField, code: z.string(), name: z.string() })),
})

export const ReportExportPath = z.object({
  table: z.enum([
    'entries',
    'statement',
    'history',
    'trialBalance',
    'ledgerAccount',
    'transactions',
    'takings',
    'echecks',
    'aging',
    'day',
    'deposits',
    'months',
    'journal',
    'quickbooks',
    'xero',
    'quickbooksDesktop',
  ]),
})
export const ReportExportQuery = z.object({
  accountId: z.string().optional(),
  figure: FigureField.optional(),
  ledgerAccount: z.string().optional(),
  place: PlaceField.optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  asOf: z.string().optional(),
  day: z.string().optional(),
  by: z.enum(['line', 'day']).optional().describe('Of a journal: an entry a line, or a day.'),
})
