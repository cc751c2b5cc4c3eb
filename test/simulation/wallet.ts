import type { Caller } from '../../src/http/caller.ts'
import { toTypeId } from '../../src/kit/id.ts'
import { addMethod } from '../../src/wallet/add-method.ts'
import { cancelSetup, refreshSetup, startSetupAction } from '../../src/wallet/follow-setup.ts'
import { ADDRESS } from '../support/address.ts'
import { answerChallenge, longish } from './cardholder.ts'
import type { Habits } from './clerk.ts'
import { makeConfirmationToken } from './sandbox-calls.ts'
import { WORLD } from './scheduler.ts'
import { ask, type Town } from './town.ts'

const NOWHERE = { ip: null, userAgent: null }

/** Somebody saves a card without a charge, at times in the place of another one. */
export async function saveCard(town: Town, caller: Caller, habits: Habits): Promise<void> {
  const { random, scheduler, business } = town
  const accountId = random.pick(business.accountIds)
  const confirmationToken = await makeConfirmationToken(town, random.weighted(habits.cards))
  const replaced = random.chance(0.3) ? await someMethod(town, accountId) : null
  const request = {
    accountId: toTypeId('acc', accountId),
    confirmationToken,
    billingAddress: ADDRESS,
    makeDefault: random.chance(0.3),
    ...(replaced ? { replaces: toTypeId('pm', replaced) } : {}),
  }
  const press = () =>
    ask(town, `save ${confirmationToken}`, (app) => addMethod(app, caller, request, NOWHERE))
  const [reply] = await Promise.all([
    press(),
    ...(random.chance(habits.doubleClick) ? [press()] : []),
  ])
  if (reply.is === 'answer') {
    const { id, state } = reply.value
    if (state === 'requires_action') await letTheClientAct(town, caller, id, habits)
    else if (random.chance(habits.regrets)) {
      await ask(town, `end set-up ${id}`, (app) => cancelSetup(app, caller, id))
    }
  } else if (reply.is === 'nothing' && random.chance(habits.sameKeyAgain)) {
    await scheduler.sleep(WORLD, `${caller.loginId} saves it again`, random.between(200, 20_000))
    await press()
  }
}

async function letTheClientAct(
  town: Town,
  caller: Caller,
  id: string,
  { impatience }: Habits,
): Promise<void> {
  const reply = await ask(town, `show the bank's page for set-up ${id}`, (app) =>
    startSetupAction(app, caller, id),
  )
  if (reply.is !== 'answer') return
  const { clientSecret } = reply.value
  const after = longish(town)
  town.scheduler.start(WORLD, 'a cardholder sees the page', () =>
    answerChallenge(town, clientSecret, after, () =>
      ask(town, `refresh set-up ${id}`, (app) => refreshSetup(app, caller, id)),
    ),
  )
  if (!town.random.chance(impatience)) return
  const patience = Math.max(0, after + town.random.between(-800, 800))
  await town.scheduler.sleep(WORLD, `${caller.loginId} waits`, patience)
  await ask(town, `end set-up ${id}`, (app) => cancelSetup(app, caller, id))
}

async function someMethod(town: Town, accountId: string): Promise<string | null> {
  const found = await town.see<{ id: string }>(
    'select id from payment_method where account_id = $1 order by id',
    [accountId],
  )
  return found.length === 0 ? null : town.random.pick(found).id
}
