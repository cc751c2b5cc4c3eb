import '@mantine/core/styles/FloatingIndicator.css'
import '@mantine/core/styles/SegmentedControl.css'
import { Button, Checkbox, Drawer, SegmentedControl, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { type FormEvent, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Billing, Method, MethodSetup } from '../../../api/contract.ts'
import { asProblem, NO_ANSWER } from '../../../api/problem.ts'
import { billingQuery } from '../../../api/queries.ts'
import { AddressFields } from '../../../billing/AddressFields.tsx'
import { addressFields, missingIn, useBillingAddress } from '../../../billing/billing-address.ts'
import { CardForm, type CardFormHandle } from '../../../billing/CardForm.tsx'
import { splitWording } from '../../../billing/wording.ts'
import { bankAccounts as b } from '../../../messages/en/bank-accounts.ts'
import { cardForm as cardWords } from '../../../messages/en/card-form.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as p } from '../../../messages/en/payments.ts'
import { wallet as t } from '../../../messages/en/wallet.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import type { AddCardSearch } from '../../client-routes.tsx'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug, whyNot } from '../../shell/organization.tsx'
import payments from '../payments/Payments.module.css'
import classes from './AddCard.module.css'
import { Dependents } from './Dependents.tsx'
import { SetupResult } from './SetupResult.tsx'

/** The drawer in which a card is saved without a charge, and what came of it. */
export function AddCard() {
  const organization = useOrganization()
  const { slug } = organization
  const { clientId } = useParams({ strict: false }) as { clientId: string }
  const { setup, replaces } = useSearch({ strict: false }) as AddCardSearch
  const navigate = useNavigate()
  const { data: billing } = useQuery(billingQuery(slug, clientId))
  const replaced = billing?.methods.find(({ id }) => id === replaces) ?? null
  const refused = whyNot(organization, 'wallet.write')

  function show(id: string | undefined): void {
    const search = { setup: id, replaces: id ? undefined : replaces }
    const to = paths.addCard(slug, clientId) as never
    void navigate({ to, search: search as never, replace: true })
  }

  return (
    <Drawer
      opened
      size={540}
      onClose={() => void navigate({ to: paths.billing(slug, clientId) as never })}
      title={
        replaced ? t.replaceTitle(replaced.name) : billing ? t.addTitle(billing.client.name) : t.add
      }
      closeButtonProps={{ 'aria-label': common.close }}
      classNames={{ content: classes.drawer }}
    >
      {!billing ? (
        <Skeletons rows={4} />
      ) : setup ? (
        <SetupResult setupId={setup} billing={billing} onAgain={() => show(undefined)} />
      ) : refused ? (
        <Notice tone="warn">{refused}</Notice>
      ) : billing.saving.reason ? (
        <Notice tone="warn">{billing.saving.reason}</Notice>
      ) : (
        <Form billing={billing} replaced={replaced} onSaved={show} />
      )}
    </Drawer>
  )
}

interface FormProps {
  billing: Billing
  replaced: Method | null
  onSaved: (setupId: string) => void
}

/** How the request calls it. */
const ADDRESS = 'billingAddress'

function Form({ billing, replaced, onSaved }: FormProps) {
  const slug = useSlug()
  const { cardForm, currency, authorizationWording, mandateWording } = useOrganization()
  const [kind, setKind] = useState<Method['kind']>(replaced?.kind ?? 'card')
  const queryClient = useQueryClient()
  const wording = splitWording(
    (kind === 'bankAccount' && mandateWording ? mandateWording : authorizationWording).text,
  )
  const card = useRef<CardFormHandle>(null)
  /** Made and sent, but not answered: asked again it must be the very same. */
  const token = useRef<string | null>(null)
  const [name, setName] = useState('')
  const [isDefault, setDefault] = useState(false)
  const [agreed, setAgreed] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [cardProblem, setCardProblem] = useState<string | null>(null)
  const [isUnanswered, setUnanswered] = useState(false)
  const form = useFormProblem(['name', 'agreed', ...addressFields(ADDRESS)])
  const known = replaced ? [replaced] : billing.methods
  const { address, setAddress, knownFrom } = useBillingAddress(known, currency)

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (isBusy) return
    form.clear()
    setCardProblem(null)
    if (form.withholds({ name })) return
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
    const made = (await card.current?.makeToken(address)) ?? { refusal: cardWords.failed }
    if ('token' in made) return made.token
    setCardProblem(made.refusal)
    return null
  }

  async function send(confirmationToken: string): Promise<void> {
    try {
      const saved = await call<MethodSetup>(slug, '/method-setups', {
        method: 'POST',
        body: {
          accountId: billing.account.id,
          kind,
          confirmationToken,
          name: name.trim() || undefined,
          billingAddress: address,
          makeDefault: isDefault || undefined,
          replaces: replaced?.id,
        },
      })
      queryClient.setQueryData(['o', slug, 'methodSetup', saved.id], saved)
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'billing'] })
      onSaved(saved.id)
    } catch (error) {
      const { code, status, document } = asProblem(error)
      const isOpen = code === NO_ANSWER || (status >= 500 && document.moneyMoved !== 'no')
      setUnanswered(isOpen)
      if (isOpen) return
      token.current = null
      form.report(error)
    }
  }

  return (
    <form
      ref={form.formRef}
      className={classes.form}
      noValidate
      onSubmit={(event) => void submit(event)}
    >
      {form.summary}
      {isUnanswered && (
        <Notice tone="warn" role="alert">
          {t.noAnswer}
        </Notice>
      )}
      <p className={classes.text}>{t.nothingCharged}</p>
      {mandateWording && !replaced && (
        <SegmentedControl
          aria-label={b.kind}
          disabled={isUnanswered}
          value={kind}
          onChange={(value) => {
            setKind(value as Method['kind'])
            setAgreed(false)
          }}
          data={[
            { value: 'card', label: b.card },
            { value: 'bankAccount', label: b.bank },
          ]}
        />
      )}
      {replaced && <Dependents method={replaced} isReplaced />}
      {/* While an answer is missing, the same card is asked about again. */}
      <div inert={isUnanswered}>
        <CardForm
          key={kind}
          ref={card}
          kind={kind}
          amount={null}
          save
          settings={cardForm}
          currency={currency}
          takesFocus
          onTouched={() => setCardProblem(null)}
        />
      </div>
      {cardProblem && (
        <p className={payments.cardProblem} role="alert">
          {cardProblem}
        </p>
      )}
      {cardForm && (
        <>
          <AddressFields
            address={address}
            onAddress={setAddress}
            knownFrom={knownFrom}
            prefix={ADDRESS}
            problemAt={form.at}
            disabled={isUnanswered}
          />
          <TextInput
            label={t.name}
            description={
              replaced?.nickname ? t.nameKept(replaced.nickname) : t.nameHint(billing.client.number)
            }
            name="name"
            autoComplete="off"
            disabled={isUnanswered}
            value={name}
            error={form.at('name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Checkbox
            name="agreed"
            disabled={isUnanswered}
            checked={agreed}
            error={form.at('agreed')}
            onChange={(event) => setAgreed(event.currentTarget.checked)}
            label={wording.first}
            description={wording.rest}
            classNames={{ label: payments.saveLabel }}
          />
          {!replaced && billing.methods.length > 0 && (
            <Checkbox
              disabled={isUnanswered}
              checked={isDefault}
              onChange={(event) => setDefault(event.currentTarget.checked)}
              label={t.makeDefault}
            />
          )}
          <p className={payments.hint}>
            {p.neverWriteDown}{' '}
            <TextLink to={paths.help(slug)} hash="saved-cards" inherit target="_blank">
              {t.whoMay}
            </TextLink>
          </p>
          <Button type="submit" size="md" fullWidth loading={isBusy}>
            {isUnanswered
              ? t.askAgain
              : replaced
                ? t.saveInstead
                : kind === 'card'
                  ? t.save
                  : b.save}
          </Button>
          <p className={payments.progress} role="status">
            {isBusy && t.asking}
          </p>
        </>
      )}
    </form>
  )
}
