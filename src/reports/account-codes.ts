import { sql } from 'kysely'
import { recordAct } from '../audit/record.ts'
import { inOrganization, rows, run, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readText } from '../http/text-field.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { LEDGER_ACCOUNT_NAMES, LEDGER_ACCOUNTS, type LedgerAccount } from './ledger-accounts.ts'

/** What the accountant calls each of our ledger accounts. */
export type AccountCodes = Record<LedgerAccount, { code: string; name: string }>

/** Codes as most charts of accounts have them, until others are given. */
const USUAL_CODES: Record<LedgerAccount, string> = {
  bank: '1000',
  cash: '1010',
  checks: '1020',
  terminal: '1030',
  other: '1040',
  clearing: '1050',
  receivable: '1200',
  unapplied: '2100',
  tax: '2200',
  transfers: '2900',
  revenue: '4000',
  goodwill: '4900',
  bad_debt: '6100',
  fees: '6200',
}

export async function accountCodes(tx: Transaction): Promise<AccountCodes> {
  const given = await rows<{ account: LedgerAccount; code: string; name: string }>(
    tx,
    sql`select account, code, name from ledger_account_code`,
  )
  return Object.fromEntries(
    LEDGER_ACCOUNTS.map((account) => {
      const own = given.find((one) => one.account === account)
      return [
        account,
        {
          code: own?.code || USUAL_CODES[account],
          name: own?.name || LEDGER_ACCOUNT_NAMES[account],
        },
      ]
    }),
  ) as AccountCodes
}

export function seeAccountCodes(app: App, caller: Caller) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'reports.read')
    return codesJson(await accountCodes(tx))
  })
}

export function changeAccountCodes(
  app: App,
  caller: Caller,
  request: { data: { account: LedgerAccount; code: string; name: string }[] },
) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'organization.manage')
    const now = app.clock.now()
    for (const [n, { account, code, name }] of request.data.entries()) {
      const values = {
        code: readText(code, `data.${n}.code`, { max: 30, called: 'Codes' }),
        name: readText(name, `data.${n}.name`, { max: 100, called: 'Names' }),
      }
      await run(
        tx,
        sql`insert into ledger_account_code (org_id, account, code, name, changed_at, changed_by)
            values (${caller.orgId}, ${account}, ${values.code}, ${values.name}, ${now}, ${actor.name})
            on conflict (org_id, account) do update set code = excluded.code, name = excluded.name,
              changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
      )
    }
    await recordAct(app, tx, caller, actor, 'account_codes.changed', null)
    return codesJson(await accountCodes(tx))
  })
}

function codesJson(codes: AccountCodes) {
  return {
    data: LEDGER_ACCOUNTS.map((account) => ({
      account,
      ours: LEDGER_ACCOUNT_NAMES[account],
      ...codes[account],
    })),
  }
}
