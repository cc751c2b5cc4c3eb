import { asBrowser, finishChallenge, makeConfirmationToken } from './sandbox-calls.ts'
import { WORLD } from './scheduler.ts'
import { SANDBOX_ACCOUNT, type Town } from './town.ts'

const MINUTES = 60_000

/**
 * Somebody before their bank's page: they approve, fail, do nothing, or go on by themselves: who
 * holds the client secret can confirm a declined intent again, with another card, whenever.
 */
export async function answerChallenge(
  town: Town,
  clientSecret: string,
  after: number,
  comeBack: () => Promise<unknown>,
): Promise<void> {
  const { random, scheduler } = town
  const intent = clientSecret.split('_secret_')[0] ?? ''
  const does = random.weighted(town.cardholders)
  await scheduler.sleep(WORLD, `a cardholder will ${does}`, after)
  if (does === 'nothing') return
  const outcome = does === 'approve' ? 'complete' : 'fail'
  await finishChallenge(town, {
    account: SANDBOX_ACCOUNT,
    intent,
    outcome,
    client_secret: clientSecret,
  })
  if (does === 'insist') {
    await scheduler.sleep(WORLD, 'a cardholder takes another card', longish(town))
    const token = await makeConfirmationToken(town, 'pm_card_visa')
    const kind = intent.startsWith('seti_') ? 'setup_intents' : 'payment_intents'
    await asBrowser(town)(`/v1/${kind}/${intent}/confirm`, {
      client_secret: clientSecret,
      confirmation_token: token,
    })
  }
  if (random.chance(0.5)) await comeBack()
}

/** Mostly seconds, at times most of an hour. */
export function longish({ random }: Town): number {
  return 1_000 + Math.floor(40 * MINUTES * random.next() ** 4)
}
