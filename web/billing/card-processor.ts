import type { Stripe } from '@stripe/stripe-js'
import { loadStripe } from '@stripe/stripe-js/pure'
import type { Organization } from '../api/contract.ts'

type CardFormSettings = NonNullable<Organization['cardForm']>

const loading = new Map<string, Promise<Stripe>>()

/**
 * Stripe.js for these settings, fetched once. In the sandbox its own script is put in first: it
 * defines `window.Stripe`, which the loader then finds instead of fetching Stripe's.
 */
export function loadCardProcessor(settings: CardFormSettings): Promise<Stripe> {
  const key = `${settings.stripeJsUrl ?? ''} ${settings.publishableKey}`
  const known = loading.get(key)
  if (known) return known
  const loaded = load(settings)
  loading.set(key, loaded)
  // A try that failed is not kept, so that "Load again" does.
  loaded.catch(() => loading.delete(key))
  return loaded
}

async function load({ stripeJsUrl, publishableKey }: CardFormSettings): Promise<Stripe> {
  if (stripeJsUrl) await addScript(stripeJsUrl)
  const stripe = await loadStripe(publishableKey)
  if (!stripe) throw new Error('Stripe.js is not available')
  return stripe
}

function addScript(url: string): Promise<void> {
  const isThere = [...document.scripts].some(
    (script) => script.src === url && 'loaded' in script.dataset,
  )
  if (isThere) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.onload = () => {
      script.dataset.loaded = ''
      resolve()
    }
    script.onerror = () => {
      script.remove()
      reject(new Error(`${url} did not load`))
    }
    document.head.append(script)
  })
}
