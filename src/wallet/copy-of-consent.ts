import type { Transaction } from '../database/transaction.ts'
import { assert } from '../kit/assert.ts'
import { theOrganization } from '../organizations/organization.ts'
import type { App } from '../processor/app.ts'
import { type AuthorizationRow, findAuthorization, limitsNow } from './authorization-store.ts'
import { HOW_WORDS, limitSentences } from './consent-words.ts'
import { tellClient } from './tell-both-sides.ts'

/** What was agreed to, for the client to keep: the rules ask that they get it. */
export async function sendCopy(
  app: App,
  tx: Transaction,
  copy: {
    orgId: string
    authorizationId: string
    methodName: string
    /** What else happened, if anything did: said first. */
    occasion?: { subject: string; sentence: string }
    now: Date
  },
): Promise<void> {
  const { orgId, authorizationId, methodName, occasion, now } = copy
  const { name, currency } = await theOrganization(tx)
  const given = await findAuthorization(tx, authorizationId)
  assert(given, 'a consent that was given is on record')
  await tellClient(app, tx, {
    orgId,
    accountId: given.accountId,
    about: 'authorization',
    aboutId: authorizationId,
    subject: occasion?.subject ?? `You allowed ${name} to charge ${methodName}`,
    paragraphs: [
      ...(occasion ? [occasion.sentence] : []),
      `${givenHow(given)} This is your copy of it.`,
      given.wording,
      ...limitSentences(await limitsNow(tx, authorizationId), currency),
      `Wording ${given.wordingVersion}.`,
    ],
    note: 'To withdraw it, answer this mail or call us: nothing is charged from that moment on.',
    byName: given.recordedByName ?? given.givenBy,
    now,
  })
}

function givenHow({ givenBy, how, recordedByName }: AuthorizationRow): string {
  if (how === null) return `${givenBy} gave this permission.`
  return `${givenBy} gave this permission ${HOW_WORDS[how]}. ${recordedByName ?? 'Staff'} wrote it down.`
}
