import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { ClientAction, Method, MethodSetup, PortalOverview } from '../../api/contract.ts'
import { asProblem, NO_ANSWER } from '../../api/problem.ts'
import { AddressFields } from '../../billing/AddressFields.tsx'
import { addressFields, missingIn, useBillingAddress } from '../../billing/billing-address.ts'
import { CardForm, type CardFormHandle } from '../../billing/CardForm.tsx'
import { loadCardProcessor } from '../../billing/card-processor.ts'
import { splitWording } from '../../billing/wording.ts'
import { cardForm } from '../../messages/en/card-form.ts'
import { portalWallet as t } from '../../messages/en/portal-wallet.ts'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { Notice } from '../../ui/Notice.tsx'
import classes from '../Portal.module.css'
import { ask } from '../queries.ts'
import { Hanging, useDependents } from './Hanging.tsx'

interface Props {
  kind: Method['kind']
  /** The method that leaves when this one is saved. */
  replaced: Method | null
  /** The method of another organization that this one is allowed, too. */
  sameAs: Elsewhere | null
  overview: PortalOverview
  onSaved: (setup: MethodSetup) => void
  onClose: () => void
}

/** A method in another wallet of the same person. */
export interface Elsewhere {
  accountId: string
  organization: string
  method: Method
}

/** How the request calls it. */
const ADDRESS = 'billingAddress'

/** A method saved without a charge; the bank's page opens here if it wants the client's yes. */
export function AddMethod({ kind, replaced, sameAs, overview, onSaved, onClose }: Props) {
  const { account, authorizationWording, mandateWording, organization } = overview
  const queryClient = useQueryClient()
  const fields = useRef<CardFormHandle>(null)
  /** Made and sent, but not answered: asked again it must be the very same. */
  const token = useRef<string | null>(null)
  const [name, setName] = useState('')
  const [agreed, setAgreed] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [isUnanswered, setUnanswered] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const form = useFormProblem(['name', 'agreed', ...addressFields(ADDRESS)])
  const known = replaced ? [replaced] : overview.methods
  const { address, setAddress, knownFrom } = useBillingAddress(known, organization.currency)
  const isCard = kind === 'card'
  const wording = splitWording((isCard ? authorizationWording : mandateWording)?.text ?? '')
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (isBusy) return
    form.clear()
    setProblem(null)
    const missing = missingIn(address)
    if (missing) return form.refuse(`${ADDRESS}.${missing.part}`, missing.detail)
    if (!agreed) return form.refuse('agreed', t.noConsent)
    setBusy(true)
    try {
      token.current ??= await makeToken()
      if (token.current) await send(token.current)
    } finally {
      setBusy(false)
    }
  }

  async function makeToken(): Promise<string | null> {
    const made = (await fields.current?.makeToken(address)) ?? { refusal: cardForm.failed }
    if ('token' in made) return made.token
    setProblem(made.refusal)
    return null
  }

  async function send(confirmationToken: string): Promise<void> {
    try {
      const opened = await ask<MethodSetup>(`/accounts/${account.id}/method-setups`, {
        kind,
        confirmationToken,
        name: name.trim() || undefined,
        billingAddress: address,
        replaces: replaced?.id,
        sameAs: sameAs ? { accountId: sameAs.accountId, methodId: sameAs.method.id } : undefined,
      })
      const setup = opened.state === 'requires_action' ? await approve(opened) : opened
      await queryClient.invalidateQueries({ queryKey: ['account', account.id] })
      if (setup.state === 'succeeded' || setup.state === 'verifying') {
        return onSaved(setup)
      }
      setUnanswered(false)
      token.current = null
      setProblem(setup.sentence)
    } catch (error) {
      const { code, status, document } = asProblem(error)
      const isOpen = code === NO_ANSWER || (status >= 500 && document.moneyMoved !== 'no')
      setUnanswered(isOpen)
      if (isOpen) return
      token.current = null
      form.report(error)
    }
  }

  async function approve({ id }: MethodSetup): Promise<MethodSetup> {
    const path = `/accounts/${account.id}/method-setups/${id}`
    const { clientSecret, publishableKey } = await ask<ClientAction>(`${path}/action`, {})
    if (overview.cardForm) {
      const stripe = await loadCardProcessor({ ...overview.cardForm, publishableKey })
      await stripe.handleNextAction({ clientSecret })
    }
    return ask<MethodSetup>(`${path}/refresh`, {})
  }

  return (
    <form
      ref={form.formRef}
      className={classes.panel}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      <h2 ref={heading} tabIndex={-1}>
        {sameAs
          ? t.allowTitle(organization.name, sameAs.method.name)
          : replaced
            ? t.replaceTitle(replaced.nickname ?? replaced.name)
            : isCard
              ? t.addCard
              : t.addBank}
      </h2>
      <p className={classes.lead}>{isCard ? t.addLead : t.bankLead}</p>
      {sameAs && (
        <p className={classes.lead}>{t.allowText(sameAs.organization, sameAs.method.name)}</p>
      )}
      {replaced && <Replaced method={replaced} accountId={account.id} />}
      {form.summary}
      {isUnanswered && (
        <Notice tone="warn" role="alert">
          {t.noAnswer}
        </Notice>
      )}
      {/* While an answer is missing, the same method is asked about again. */}
      <div inert={isUnanswered}>
        <CardForm
          ref={fields}
          kind={kind}
          amount={null}
          save
          settings={overview.cardForm}
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
        disabled={isUnanswered}
      />
      <TextInput
        label={isCard ? t.cardName : t.bankName}
        description={replaced?.nickname ? t.nameKept(replaced.nickname) : undefined}
        name="name"
        autoComplete="off"
        value={name}
        error={form.at('name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox
        name="agreed"
        checked={agreed}
        error={form.at('agreed')}
        onChange={(event) => setAgreed(event.currentTarget.checked)}
        label={wording.first}
        description={wording.rest}
      />
      <div className={classes.row}>
        <Button type="submit" size="md" loading={isBusy}>
          {isUnanswered ? t.askAgain : isCard ? t.save : t.saveBank}
        </Button>
        <Button variant="default" size="md" onClick={onClose}>
          {t.cancel}
        </Button>
      </div>
    </form>
  )
}

function Replaced({ method, accountId }: { method: Method; accountId: string }) {
  const { data } = useDependents(accountId, method)
  return (
    <>
      <p className={classes.lead}>{t.replaceText(method.nickname ?? method.name)}</p>
      {data && <Hanging title={t.moves} dependents={data} />}
    </>
  )
}
