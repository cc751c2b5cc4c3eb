import { Button, Checkbox, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import type { ClientAction, Method, MethodSetup, PortalOverview } from '../../api/contract.ts'
import { CardForm, type CardFormHandle } from '../../billing/CardForm.tsx'
import { loadCardProcessor } from '../../billing/card-processor.ts'
import { splitWording } from '../../billing/wording.ts'
import { cardForm } from '../../messages/en/card-form.ts'
import { portal as t } from '../../messages/en/portal.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { instantText } from '../../ui/dates.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import { aboutMethod } from '../about-method.ts'
import classes from '../Portal.module.css'
import { ask, overviewQuery } from '../queries.ts'
import { Waiting } from '../Waiting.tsx'

/** A client's payment methods, who may charge them, and a way to say no. */
export function Wallet({ accountId }: { accountId: string }) {
  useTabTitle(t.wallet)
  const { data, error, refetch } = useQuery(overviewQuery(accountId))
  const [isAdding, setAdding] = useState(false)
  const [said, setSaid] = useState<string | null>(null)
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />

  function saved(sentence: string): void {
    setAdding(false)
    setSaid(sentence)
  }

  return (
    <>
      <div>
        <h1>{t.wallet}</h1>
        <p className={classes.lead}>{t.walletLead}</p>
      </div>
      {said && (
        <Notice tone="good" role="status">
          {said}
        </Notice>
      )}
      {data.methods.length === 0 && !isAdding && <p className={classes.lead}>{t.walletEmpty}</p>}
      {data.methods.map((method) => (
        <MethodPanel key={method.id} method={method} overview={data} />
      ))}
      {isAdding ? (
        <AddMethod overview={data} onSaved={saved} onClose={() => setAdding(false)} />
      ) : (
        <Button variant="default" size="md" onClick={() => setAdding(true)}>
          {t.addCard}
        </Button>
      )}
    </>
  )
}

function MethodPanel({ method, overview }: { method: Method; overview: PortalOverview }) {
  const { account, organization } = overview
  const queryClient = useQueryClient()
  const [asks, setAsks] = useState<'withdraw' | 'remove' | null>(null)
  const [isNaming, setNaming] = useState(false)
  const name = method.nickname ?? method.name
  const path = `/accounts/${account.id}/payment-methods/${method.id}`
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['account', account.id] })
  const form = useFormProblem(['nickname'])

  async function change(changes: Record<string, unknown>): Promise<void> {
    form.clear()
    try {
      await ask(path, changes, 'PATCH')
      await refresh()
      setNaming(false)
    } catch (error) {
      form.report(error)
    }
  }

  const { authorization } = method
  return (
    <section className={classes.panel} aria-label={name}>
      <div className={classes.row}>
        <span className={classes.what}>
          <strong>{name}</strong>
          <span className={classes.quiet}>
            {method.nickname ? `${method.name}, ` : ''}
            {aboutMethod(method)}
            {method.isDefault ? ` · ${t.isDefault}` : ''}
          </span>
        </span>
        <span className={classes.end}>
          {!method.isDefault && (
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() => void change({ isDefault: true })}
            >
              {t.makeDefault}
            </Button>
          )}
          <Button variant="subtle" size="compact-sm" onClick={() => setNaming(!isNaming)}>
            {t.rename}
          </Button>
          <Button variant="subtle" size="compact-sm" onClick={() => setAsks('remove')}>
            {t.remove}
          </Button>
        </span>
      </div>
      {form.summary}
      {isNaming && (
        <NameForm
          method={method}
          problem={form.at('nickname')}
          onName={(nickname) => void change({ nickname })}
        />
      )}
      <div className={classes.row}>
        <span className={classes.quiet}>
          {authorization
            ? t.mayCharge(
                organization.name,
                instantText(authorization.since, organization.timeZone),
              )
            : t.mayNotCharge(organization.name)}
        </span>
        {authorization && (
          <Button variant="default" size="compact-sm" onClick={() => setAsks('withdraw')}>
            {t.withdraw}
          </Button>
        )}
      </div>
      {asks === 'withdraw' && authorization && (
        <ConfirmDialog
          title={t.withdrawTitle(organization.name)}
          action={t.withdraw}
          onConfirm={async () => {
            await ask(`/accounts/${account.id}/authorizations/${authorization.id}/revoke`, {})
            await refresh()
          }}
          onClose={() => setAsks(null)}
        >
          {t.withdrawText}
        </ConfirmDialog>
      )}
      {asks === 'remove' && (
        <ConfirmDialog
          title={t.removeTitle(name)}
          action={t.remove}
          danger
          onConfirm={async () => {
            await ask(path, undefined, 'DELETE')
            await refresh()
          }}
          onClose={() => setAsks(null)}
        >
          {t.removeText}
        </ConfirmDialog>
      )}
    </section>
  )
}

interface NameProps {
  method: Method
  problem: string | undefined
  onName: (nickname: string | null) => void
}

function NameForm({ method, problem, onName }: NameProps) {
  const [nickname, setNickname] = useState(method.nickname ?? '')
  function submit(event: FormEvent): void {
    event.preventDefault()
    onName(nickname.trim() || null)
  }
  return (
    <form className={classes.part} noValidate onSubmit={submit}>
      <TextInput
        label={t.renameTitle(method.name)}
        name="nickname"
        autoComplete="off"
        value={nickname}
        error={problem}
        onChange={(event) => setNickname(event.currentTarget.value)}
      />
      <Button type="submit" variant="default">
        {t.rename}
      </Button>
    </form>
  )
}

interface AddProps {
  overview: PortalOverview
  onSaved: (sentence: string) => void
  onClose: () => void
}

/** A card saved without a charge; the bank's page opens here if it wants the client's yes. */
function AddMethod({ overview, onSaved, onClose }: AddProps) {
  const { account, authorizationWording, organization } = overview
  const queryClient = useQueryClient()
  const card = useRef<CardFormHandle>(null)
  const token = useRef<string | null>(null)
  const [name, setName] = useState('')
  const [agreed, setAgreed] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [cardProblem, setCardProblem] = useState<string | null>(null)
  const form = useFormProblem(['name', 'agreed'])
  const wording = splitWording(authorizationWording.text)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (isBusy) return
    form.clear()
    setCardProblem(null)
    if (!agreed) return form.refuse('agreed', t.saveCard)
    setBusy(true)
    try {
      token.current ??= await makeToken()
      if (token.current) await send(token.current)
    } catch (error) {
      token.current = null
      form.report(error)
    } finally {
      setBusy(false)
    }
  }

  async function makeToken(): Promise<string | null> {
    const made = (await card.current?.makeToken()) ?? { refusal: cardForm.failed }
    if ('token' in made) return made.token
    setCardProblem(made.refusal)
    return null
  }

  async function send(confirmationToken: string): Promise<void> {
    const path = `/accounts/${account.id}/method-setups`
    const body = { confirmationToken, name: name.trim() || undefined }
    const opened = await ask<MethodSetup>(path, body)
    const setup = opened.state === 'requires_action' ? await approve(opened) : opened
    await queryClient.invalidateQueries({ queryKey: ['account', account.id] })
    if (setup.state === 'succeeded') return onSaved(setup.sentence)
    token.current = null
    setCardProblem(setup.sentence)
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
      <h2>{t.addCard}</h2>
      <p className={classes.lead}>{t.addLead}</p>
      {form.summary}
      <CardForm
        ref={card}
        amount={null}
        save
        settings={overview.cardForm}
        currency={organization.currency}
        onTouched={() => setCardProblem(null)}
      />
      {cardProblem && (
        <p className={classes.problem} role="alert">
          {cardProblem}
        </p>
      )}
      <TextInput
        label={t.cardName}
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
          {t.save}
        </Button>
        <Button variant="default" size="md" onClick={onClose}>
          {t.cancel}
        </Button>
      </div>
    </form>
  )
}
