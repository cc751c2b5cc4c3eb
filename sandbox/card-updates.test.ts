import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { describeBothStores } from '../test/support/both-stores.ts'
import type { Sandbox } from '../test/support/sandbox.ts'

describeBothStores('the networks update saved cards', (sandbox: () => Sandbox) => {
  const account = 'updates'

  async function savedCard(template = 'pm_card_visa'): Promise<Stripe.PaymentMethod> {
    const stripe = sandbox().stripe(account)
    const customer = (await stripe.customers.create()).id
    return stripe.paymentMethods.attach(template, { customer })
  }

  const update = (paymentMethod: string, change: object) =>
    sandbox().control('cards', { account, paymentMethod, ...change })

  async function latest(type: string): Promise<Stripe.Event> {
    const { data } = await sandbox().stripe(account).events.list({ type, limit: 1 })
    return data[0] as Stripe.Event
  }

  test('a new expiry date', async () => {
    const { card, id } = await savedCard()
    await update(id, { outcome: 'renew' })
    const after = await sandbox().stripe(account).paymentMethods.retrieve(id)
    expect(after.card).toEqual({ ...card, exp_year: Number(card?.exp_year) + 4 })
    const event = await latest('payment_method.automatically_updated')
    expect(event.data).toMatchObject({
      object: { id, card: { exp_year: after.card?.exp_year } },
      previous_attributes: { card: { exp_year: card?.exp_year } },
    })
  })

  test('a new number, which behaves as that card does', async () => {
    const { card, id, customer } = await savedCard()
    await update(id, {
      outcome: 'renew',
      number: '4000 0000 0000 0341',
      expMonth: 3,
      expYear: 2041,
    })
    const stripe = sandbox().stripe(account)
    const after = await stripe.paymentMethods.retrieve(id)
    expect(after.card).toMatchObject({ last4: '0341', exp_month: 3, exp_year: 2041 })
    expect(after.card?.fingerprint).not.toBe(card?.fingerprint)
    const { previous_attributes: before } = (await latest('payment_method.automatically_updated'))
      .data
    expect(before).toMatchObject({ card: { last4: '4242', exp_month: card?.exp_month } })
    const declined = stripe.paymentIntents.create({
      amount: 2_000,
      currency: 'usd',
      allowed_payment_method_types: ['card'],
      customer: String(customer),
      payment_method: id,
      off_session: true,
      confirm: true,
    })
    await expect(declined).rejects.toMatchObject({ code: 'card_declined' })
  })

  test('a closed account takes the card from its customer', async () => {
    const { id, customer } = await savedCard()
    await update(id, { outcome: 'close' })
    const stripe = sandbox().stripe(account)
    expect((await stripe.paymentMethods.retrieve(id)).customer).toBeNull()
    const event = await latest('payment_method.detached')
    expect(event.data).toMatchObject({ object: { id }, previous_attributes: { customer } })
    await expect(update(id, { outcome: 'renew' })).rejects.toThrow('saved cards only')
  })
})
