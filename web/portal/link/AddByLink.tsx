import { Button, Checkbox, TextInput } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { ClientAction, MethodSetup, OpenedLink } from '../../api/contract.ts'
import { asProblem, NO_ANSWER } from '../../api/problem.ts'
import { AddressFields } from '../../billing/AddressFields.tsx'
import { addressFields, missingIn, useBillingAddress } from '../../billing/billing-address.ts'
import { CardForm, type CardFormHandle } from '../../billing/CardForm.tsx'
import { loadCardProcessor } from '../../billing/card-processor.ts'
import { splitWording } from '../../billing/wording.ts'
import { cardForm } from '../../messages/en/card-form.ts'
import { links as t } from '../../messages/en/links.ts'
import { portalWallet } from '../../messages/en/portal-wallet.ts'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import classes from '../Portal.module.css'
import { askLink } from './queries.ts'

/** How the request calls it. */
const ADDRESS = 'billingAddress'

interface Props {
  token: string
  link: OpenedLink
}

/** A card saved without a charge, with the words that are agreed to. */
export function AddByLink({ token, link }: Props) {
  const { organization, authorizationWording, use } = link
  useTabTitle(t.addTitle(organization.name))
  const card = useRef<CardFormHandle>(null)
  /** Made and sent, but not answered: asked again it must be the very same. */
  const sent = useRef<string | null>(null)
  const done = useRef<HTMLDivElement>(null)
  const [name, setName] = useState('')
  const [agreed, setAgreed] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [isUnanswered, setUnanswered] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [saved, setSaved] = useState<string | null>(use === 'done' ? t.savedText : null)
  const form = useFormProblem(['name', 'agreed', ...addressFields(ADDRESS)])
  const { address, setAddress, knownFrom } = useBillingAddress([], organization.currency)
  const wording = splitWording(authorizationWording.text)
  useEffect(() => {
    if (saved) done.current?.focus()
  }, [saved])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (isBusy) return
    form.clear()
    setProblem(null)
    const missing = missingIn(address)
    if (missing) return form.refuse(`${ADDRESS}.${missing.part}`, missing.detail)
    if (!agreed) return form.refuse('agreed', portalWallet.noConsent)
    setBusy(true)
    try {
      sent.current ??= await makeToken()
      if (sent.current) await send(sent.current)
    } finally {
      setBusy(false)
    }
  }

  async function makeToken(): Promise<string | null> {
    const made = (await card.current?.makeToken(address)) ?? { refusal: cardForm.failed }
    if ('token' in made) return made.token
    setProblem(made.refusal)
    return null
  }

  async function send(confirmationToken: string): Promise<void> {
    try {
      const body = {
        confirmationToken,
        name: name.trim() || undefined,
        billingAddress: address,
      }
      const opened = await askLink<MethodSetup>(token, '/method-setups', body)
      const setup = opened.state === 'requires_action' ? await approve(opened.id) : opened
      if (setup.state === 'succeeded') return setSaved(setup.sentence)
      setUnanswered(false)
      sent.current = null
      setProblem(setup.sentence)
    } catch (error) {
      const { code, status, document } = asProblem(error)
      const isOpen = code === NO_ANSWER || (status >= 500 && document.moneyMoved !== 'no')
      setUnanswered(isOpen)
      if (isOpen) return
      sent.current = null
      form.report(error)
    }
  }

  async function approve(id: string): Promise<MethodSetup> {
    const path = `/method-setups/${id}`
    const { clientSecret, publishableKey } = await askLink<ClientAction>(
      token,
      `${path}/action`,
      {},
    )
    if (link.cardForm) {
      const stripe = await loadCardProcessor({ ...link.cardForm, publishableKey })
      await stripe.handleNextAction({ clientSecret })
    }
    return askLink<MethodSetup>(token, `${path}/refresh`, {})
  }

  if (saved) {
    return (
      <div className={classes.form}>
        <h1>{t.savedTitle}</h1>
        <Notice ref={done} focusable role="status" tone="good">
          {saved}
        </Notice>
      </div>
    )
  }
  return (
    <form
      ref={form.formRef}
      className={classes.form}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <div>
        <h1>{t.addTitle(organization.name)}</h1>
        <p className={classes.lead}>{portalWallet.addLead}</p>
      </div>
      {use === 'underWay' && <Notice tone="wait">{t.savingText}</Notice>}
      {form.summary}
      {isUnanswered && (
        <Notice tone="warn" role="alert">
          {portalWallet.noAnswer}
        </Notice>
      )}
      <div inert={isUnanswered}>
        <CardForm
          ref={card}
          amount={null}
          save
          settings={link.cardForm}
          currency={organization.currency}
          onTouched={() => setProblem(null)}
        />
      </div>
      {problem && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
      <AddressFields
        address={address}
        onAddress={setAddress}
        knownFrom={knownFrom}
        prefix={ADDRESS}
        problemAt={form.at}
      />
      <TextInput
        label={portalWallet.cardName}
        name="name"
        autoComplete="off"
        size="md"
        value={name}
        error={form.at('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox
        name="agreed"
        checked={agreed}
        error={form.at('agreed')}
        onChange={(event) => {
          setAgreed(event.currentTarget.checked)
          form.clear()
        }}
        label={wording.first}
        description={wording.rest}
      />
      <Button type="submit" size="lg" loading={isBusy}>
        {portalWallet.save}
      </Button>
    </form>
  )
}
