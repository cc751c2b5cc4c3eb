import type { ProcessorAccount } from './accounts.ts'

/**
 * What a page needs to show the processor's card form; null: no processor is set up. `sandboxUrl` is
 * where the sandbox is reached by this browser, which then serves its own script.
 */
export function cardFormOf(
  processor: Pick<ProcessorAccount, 'kind' | 'publishable_key'> | undefined,
  sandboxUrl: string | null,
) {
  if (!processor) return null
  const isSandbox = processor.kind === 'sandbox'
  return {
    publishableKey: processor.publishable_key,
    stripeJsUrl: isSandbox && sandboxUrl !== null ? `${sandboxUrl}/endive/stripe.js` : null,
    testCards: isSandbox,
  }
}
