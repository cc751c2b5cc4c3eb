import { recordAct } from '../audit/record.ts'
import { clientsOfAccount, findAccount } from '../clients/accounts.ts'
import { inOrganization, type Transaction } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { readId, refuseUnknown } from '../http/ids.ts'
import { refuse } from '../http/problem.ts'
import { readText } from '../http/text-field.ts'
import { toTypeId } from '../kit/id.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import {
  changeDraft,
  type Draft,
  endDraft,
  findDraft,
  insertDraft,
  lockDraft,
} from './draft-store.ts'
import type { InvoiceRequest, LineRequest } from './invoice-request.ts'
import { readGround } from './invoice-request.ts'
import { issueAll } from './issue-invoice.ts'

/** What was typed of an invoice so far. */
export interface DraftContent extends Omit<InvoiceRequest, 'lines' | 'currency'> {
  lines: DraftLine[]
}

export interface DraftLine extends Omit<LineRequest, 'description' | 'quantity' | 'unitAmount'> {
  description?: string | undefined
  quantity?: number | null | undefined
  unitAmount?: number | null | undefined
}

export function saveDraft(
  app: App,
  caller: Caller,
  { accountId: account, ...content }: DraftContent & { accountId: string },
) {
  const accountId = readId('acc', account, 'account')
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'invoices.issue')
    if (!(await findAccount(tx, accountId))) refuseUnknown('account')
    const draft = { id: app.newId(), accountId, content: readContent(content) }
    await insertDraft(tx, caller.orgId, draft, actor, app.clock.now())
    await recordAct(app, tx, caller, actor, 'invoice.drafted', draft.id)
    return draftJson(tx, draft.id)
  })
}

export function seeDraft(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'invoices.read')
    return draftJson(tx, id)
  })
}

export function rewriteDraft(app: App, caller: Caller, id: string, content: DraftContent) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    await authorize(tx, caller, 'invoices.issue')
    requireOpen((await lockDraft(tx, id)) ?? refuseUnknown('draft'))
    await changeDraft(tx, id, readContent(content), app.clock.now())
    return draftJson(tx, id)
  })
}

/** The draft leaves the lists; it owed nothing. */
export function discardDraft(app: App, caller: Caller, id: string) {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'invoices.issue')
    const draft = (await lockDraft(tx, id)) ?? refuseUnknown('draft')
    if (!draft.discardedAt) {
      requireOpen(draft)
      await endDraft(tx, id, 'discarded', app.clock.now())
      await recordAct(app, tx, caller, actor, 'invoice.discarded', id)
    }
    return draftJson(tx, id)
  })
}

/** Makes an invoice of a draft, under its id: asked twice, it is issued once. */
export function issueDraft(app: App, caller: Caller, id: string): Promise<string> {
  return inOrganization(app.db, caller.orgId, async (tx) => {
    const actor = await authorize(tx, caller, 'invoices.issue')
    const draft = (await lockDraft(tx, id)) ?? refuseUnknown('draft')
    if (draft.issuedAt) return id
    requireOpen(draft)
    const now = app.clock.now()
    const ground = await readGround(tx, now)
    const { accountId, content } = draft
    if (content.lines.length === 0) {
      refuse('field_invalid', 'An invoice has at least one line.', { field: 'lines' })
    }
    await endDraft(tx, id, 'issued', now)
    const request = { ...content, lines: content.lines.map(asLine) }
    await issueAll(app, tx, caller.orgId, actor, ground, [{ id, accountId, request }])
    return id
  })
}

function asLine(line: DraftLine): LineRequest {
  const { description = '', quantity = null, unitAmount = null, ...rest } = line
  return { ...rest, description, quantity, unitAmount }
}

function requireOpen({ issuedAt, discardedAt }: Draft): void {
  if (discardedAt) refuse('invoice_state', 'This draft was discarded. Begin a new invoice.')
  if (issuedAt) {
    refuse('invoice_state', 'This invoice is issued. Change it by a credit note.')
  }
}

/** As it was typed, complete or not; only texts that may not be kept are refused. */
function readContent(content: DraftContent): DraftContent {
  const { deposit } = content
  short(content.dueOn, 'dueOn')
  short(deposit?.percent, 'deposit.percent')
  short(deposit?.dueOn, 'deposit.dueOn')
  for (const [n, { discount, servedOn }] of content.lines.entries()) {
    short(discount?.percent, `lines.${n}.discount`)
    short(servedOn, `lines.${n}.servedOn`)
  }
  return {
    ...content,
    note: readText(content.note, 'note', { max: 1_000, called: 'Notes', multiline: true }),
    lines: content.lines.map((line, n) => ({
      ...line,
      description: readText(line.description, `lines.${n}.description`, {
        max: 200,
        called: 'Descriptions',
      }),
    })),
  }
}

/** A date or a percentage, perhaps not finished; nothing else fits. */
function short(text: string | null | undefined, field: string): void {
  readText(text, field, { max: 12, called: 'Dates and percentages' })
}

async function draftJson(tx: Transaction, id: string) {
  const draft = (await findDraft(tx, id)) ?? refuseUnknown('draft')
  const [account, clients] = await Promise.all([
    findAccount(tx, draft.accountId),
    clientsOfAccount(tx, draft.accountId),
  ])
  return {
    id: toTypeId('inv', draft.id),
    accountId: toTypeId('acc', draft.accountId),
    accountName: account?.name ?? '',
    clients: clients.map((client) => ({ id: toTypeId('cli', client.id), name: client.name })),
    state: stateOf(draft),
    content: draft.content,
    by: draft.createdByName,
    changedAt: draft.changedAt.toISOString(),
  }
}

function stateOf({ issuedAt, discardedAt }: Draft) {
  if (issuedAt) return 'issued' as const
  return discardedAt ? ('discarded' as const) : ('draft' as const)
}
