import { inOrganization } from '../database/transaction.ts'
import type { Caller } from '../http/caller.ts'
import { logoOf, senderOf } from '../organizations/brand.ts'
import { theOrganization } from '../organizations/organization.ts'
import { paperFacts, paperNotes, paperPdf, paperSection } from '../organizations/paper.ts'
import { longDate, sayMoney } from '../organizations/paper-words.ts'
import type { App } from '../processor/app.ts'
import { authorize } from '../staff/authorize.ts'
import { PURPOSE_WORDS } from './consent-words.ts'
import { consentJson, hereOf } from './see-consents.ts'

type Seen = Awaited<ReturnType<typeof consentJson>>

/** One authorization as a paper: the words, who agreed, when, from where, and what became of it. */
export async function consentPdf(app: App, caller: Caller, id: string): Promise<Buffer> {
  const { consent, sender, logo, currency } = await inOrganization(
    app.db,
    caller.orgId,
    async (tx) => {
      await authorize(tx, caller, 'wallet.read')
      const { name, currency } = await theOrganization(tx)
      const sender = await senderOf(tx, name)
      return {
        consent: await consentJson(tx, id, await hereOf(app, tx)),
        sender,
        logo: sender.logo ? await logoOf(tx) : null,
        currency,
      }
    },
  )
  return paperPdf({
    title: 'Permission to charge',
    under: [`Given on ${instantText(consent.givenAt)}`],
    sender,
    logo,
    currency,
    body: [
      paperFacts([
        { name: 'Account', value: consent.account.name },
        { name: 'Given by', value: consent.givenBy },
        { name: 'How', value: consent.given },
        ...given('Written down by', consent.recordedBy),
        ...given('Note', consent.note),
        ...given('Method', consent.method),
        { name: 'For', value: PURPOSE_WORDS[consent.purpose] },
        { name: 'Limits', value: limitsText(consent.limits) },
        { name: 'State', value: STATES[consent.state] },
        ...given('From', [consent.ip, consent.userAgent].filter(Boolean).join(', ')),
      ]),
      ...paperSection('The words', [
        { name: `Wording ${consent.wordingVersion}`, value: consent.wording },
        { name: 'SHA-256', value: consent.wordingHash },
      ]),
      ...paperSection(
        'What became of it',
        consent.events.map((event) => ({
          name: instantText(event.at),
          value: [`${EVENTS[event.kind]} (${event.by})`, event.reason].filter(Boolean).join('. '),
        })),
      ),
      ...paperSection(
        'Charged under it',
        consent.payments.map(({ at, amount, state, card }) => ({
          name: instantText(at),
          value: [sayMoney(amount), card, state].filter(Boolean).join(', '),
        })),
      ),
      paperNotes([sender.policy]),
    ],
    foot: `${sender.name} · Permission ${consent.id}`,
  })
}

function given(name: string, value: string | null) {
  return value ? [{ name, value }] : []
}

const STATES: Record<Seen['state'], string> = {
  inForce: 'In force',
  revoked: 'Withdrawn',
  ended: 'Ended',
  notSaved: 'Never in force: the method was not saved',
}

const EVENTS: Record<Seen['events'][number]['kind'], string> = {
  in_force: 'In force',
  revoked: 'Withdrawn',
  ended: 'Ended',
  capped: 'Limits changed',
  reworded: 'Agreed to a newer wording',
}

function limitsText({ perCharge, perPeriod, period, endsOn }: Seen['limits']): string {
  const parts = [
    ...(perCharge ? [`up to ${sayMoney(perCharge)} at once`] : []),
    ...(perPeriod ? [`up to ${sayMoney(perPeriod)} a ${period}`] : []),
    ...(endsOn ? [`until ${longDate(endsOn)}`] : []),
  ]
  return parts.length === 0 ? 'None' : parts.join(', ')
}

function instantText(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
