import { Button, useComputedColorScheme } from '@mantine/core'
import { Elements, PaymentElement, useElements, useStripe } from '@stripe/react-stripe-js'
import type { Appearance, Stripe, StripeError } from '@stripe/stripe-js'
import { type Ref, useEffect, useImperativeHandle, useState } from 'react'
import type { Organization, WireMoney } from '../api/contract.ts'
import { cardForm as t } from '../messages/en/card-form.ts'
import { Notice } from '../ui/Notice.tsx'
import { Skeletons } from '../ui/Skeletons.tsx'
import type { Address } from './billing-address.ts'
import classes from './CardForm.module.css'
import { loadCardProcessor } from './card-processor.ts'

/** What the payment form asks of the card form when Pay is pressed. */
export interface CardFormHandle {
  /**
   * A one-time token for what was typed, or a refusal: null when the form itself says what is wrong.
   * The billing address goes to the bank with it.
   */
  makeToken: (address?: Address) => Promise<{ token: string } | { refusal: string | null }>
}

interface Props {
  /** Null: the card is saved without a charge. */
  amount: WireMoney | null
  save: boolean
  /** What is typed in; a card when absent. */
  kind?: 'card' | 'bankAccount'
  /** The form begins with it. */
  takesFocus?: boolean
  /** The organization's, by which its processor knows it; null: none is set up. */
  settings: Organization['cardForm']
  currency: string
  onTouched: () => void
  ref: Ref<CardFormHandle>
}

/** Stripe's card fields, in Stripe's frame: what is typed there never reaches Onfile. */
export function CardForm(props: Props) {
  const { settings: cardForm } = props
  const [stripe, setStripe] = useState<Stripe | null>(null)
  const [hasFailed, setFailed] = useState(false)
  const [attempt, setAttempt] = useState(0)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt loads again.
  useEffect(() => {
    if (!cardForm) return
    let isCurrent = true
    loadCardProcessor(cardForm).then(
      (loaded) => isCurrent && setStripe(loaded),
      () => isCurrent && setFailed(true),
    )
    return () => {
      isCurrent = false
    }
  }, [cardForm, attempt])

  function again(): void {
    setFailed(false)
    setAttempt((before) => before + 1)
  }

  if (!cardForm) return <Notice tone="warn">{t.noProcessor}</Notice>
  if (hasFailed) {
    return (
      <Notice
        tone="bad"
        role="alert"
        actions={
          <Button size="compact-sm" variant="default" onClick={again}>
            {t.loadAgain}
          </Button>
        }
      >
        {t.failed}
      </Notice>
    )
  }
  if (!stripe) return <Skeletons rows={2} height={36} />
  return <CardElements key={attempt} stripe={stripe} onFailed={() => setFailed(true)} {...props} />
}

function CardElements({
  stripe,
  amount,
  save,
  kind = 'card',
  currency,
  onFailed,
  ...rest
}: Props & { stripe: Stripe; onFailed: () => void }) {
  const scheme = useComputedColorScheme('light')
  return (
    <Elements
      stripe={stripe}
      options={{
        ...purposeOf(amount, save, currency),
        allowedPaymentMethodTypes: [kind === 'card' ? 'card' : 'us_bank_account'],
        appearance: appearanceFor(scheme),
      }}
    >
      <CardFields hasAddress={amount === null || save} onFailed={onFailed} {...rest} />
    </Elements>
  )
}

function purposeOf(amount: WireMoney | null, save: boolean, currency: string) {
  if (amount === null) {
    const setupFutureUsage = 'off_session' as const
    return { mode: 'setup' as const, currency: currency.toLowerCase(), setupFutureUsage }
  }
  return {
    mode: 'payment' as const,
    amount: amount.amount,
    currency: amount.currency.toLowerCase(),
    setupFutureUsage: save ? ('off_session' as const) : null,
  }
}

interface FieldsProps {
  takesFocus?: boolean | undefined
  /** The page asks for the address itself. */
  hasAddress: boolean
  onTouched: () => void
  onFailed: () => void
  ref: Ref<CardFormHandle>
}

function CardFields({ takesFocus = false, hasAddress, onTouched, onFailed, ref }: FieldsProps) {
  const stripe = useStripe()
  const elements = useElements()

  useImperativeHandle(
    ref,
    () => ({
      async makeToken(address) {
        if (!stripe || !elements) return { refusal: t.failed }
        const checked = await elements.submit()
        if (checked.error) return refusalOf(checked.error)
        const made = await stripe.createConfirmationToken({
          elements,
          ...(address ? { params: billingDetails(address) } : {}),
        })
        if (made.error) return refusalOf(made.error)
        return { token: made.confirmationToken.id }
      },
    }),
    [stripe, elements],
  )

  return (
    <div className={classes.cardForm}>
      <PaymentElement
        options={{
          layout: 'tabs',
          fields: { billingDetails: { address: hasAddress ? 'never' : 'auto' } },
          wallets: { applePay: 'never', googlePay: 'never', link: 'never' },
        }}
        onChange={(event) => {
          if (!event.empty) onTouched()
        }}
        onReady={(element) => {
          // Not away from where somebody types already.
          if (takesFocus && !document.activeElement?.matches('input')) element.focus()
        }}
        onLoadError={onFailed}
      />
    </div>
  )
}

function billingDetails({ postalCode, ...rest }: Address) {
  const address = { ...rest, postal_code: postalCode }
  return { payment_method_data: { billing_details: { address } } }
}

/** What is missing in a field stands at that field, in Stripe's frame, and is not said twice. */
function refusalOf(error: StripeError): { refusal: string | null } {
  return { refusal: error.type === 'validation_error' ? null : (error.message ?? t.failed) }
}

function appearanceFor(scheme: 'light' | 'dark'): Appearance {
  const isDark = scheme === 'dark'
  return {
    theme: isDark ? 'night' : 'stripe',
    variables: {
      colorPrimary: isDark ? '#9aa4f0' : '#4a55d6',
      colorBackground: isDark ? '#181d24' : '#ffffff',
      colorText: isDark ? '#e7eaf0' : '#1b2129',
      colorDanger: isDark ? '#ff8b80' : '#b42318',
      // The frame cannot load our font; these are the closest that machines have.
      fontFamily: 'Inter, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
      fontSizeBase: '15px',
      borderRadius: '8px',
      spacingUnit: '4px',
    },
  }
}
