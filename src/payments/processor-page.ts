/** The address of a sandbox's control page as this browser reaches it; null where there is none. */
export type ControlPage = string | null

/** How a request's own address leads to the sandbox; null without one. */
export type SandboxUrl = ((requestUrl: string) => string) | null

export function controlPageOf(sandboxUrl: SandboxUrl, requestUrl: string): ControlPage {
  return sandboxUrl ? new URL('/_sandbox', sandboxUrl(requestUrl)).href : null
}

export interface AtProcessor {
  intentId: string | null
  processor: string | null
  mode: string | null
}

/** Where a manager sees what the processor itself says of a payment. */
export function processorPage(payment: AtProcessor, controlPage: ControlPage): string | null {
  const { intentId, processor, mode } = payment
  if (intentId === null) return null
  if (processor === 'sandbox') return controlPage
  return `https://dashboard.stripe.com/${mode === 'test' ? 'test/' : ''}payments/${intentId}`
}
