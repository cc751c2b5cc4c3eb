import Stripe from 'stripe'
import { composeApp } from '../../src/main.ts'
import { addOrganization } from '../../src/staff/open-business.ts'
import type { Sandbox } from '../support/sandbox.ts'
import { newWord } from '../support/word.ts'
import { SECRET } from '../support/world.ts'

/** A business that is charged at while its server dies: who signs in, and the processor's side. */
export interface Studio {
  slug: string
  /** The cookies of a billing manager; they outlive every process. */
  cookie: string
  /** What the card form, and a dashboard, would use. */
  stripe: Stripe
}

export async function openStudio(databaseUrl: string, sandbox: Sandbox): Promise<Studio> {
  const { app, login, close } = await composeApp({
    databaseUrl,
    secret: SECRET,
    url: null,
    sandboxPort: () => sandbox.port,
  })
  try {
    const suffix = newWord()
    const secretKey = `sk_test_${suffix}`
    const email = `bea-${suffix}@example.com`
    const person = { name: 'Bea Billing', email }
    const loginId = await login.create({ ...person, password: null })
    if (loginId === null) throw new Error('a new address is free')
    const { slug } = await addOrganization(app, SECRET, {
      name: `Studio ${suffix}`,
      currency: 'USD',
      timeZone: 'America/New_York',
      isSample: false,
      savesBeforeSignIn: true,
      keys: {
        kind: 'sandbox',
        mode: 'test',
        publishableKey: `pk_test_${suffix}`,
        secretKey,
        webhookSecret: null,
      },
      staff: [{ loginId, ...person, role: 'billingManager' }],
    })
    const token = await login.makeLinkToken(email)
    const redeemed = await login.redeemLinkToken(token, new Headers())
    return {
      slug,
      cookie: redeemed.headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; '),
      stripe: new Stripe(secretKey, {
        host: '127.0.0.1',
        port: sandbox.port,
        protocol: 'http',
        telemetry: false,
        maxNetworkRetries: 2,
      }),
    }
  } finally {
    await close()
  }
}
