import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { AttentionItem } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { attention as t } from '../../../messages/en/attention.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { ProblemSummary, useFormProblem } from '../../../ui/FormProblem.tsx'
import { GuardedButton, GuardedLink } from '../../guarded.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, useSlug } from '../../shell/organization.tsx'
import { type LinkOffer, SendLink } from '../links/SendLink.tsx'
import { NEW_CARD } from '../payments/ways.ts'
import classes from './Attention.module.css'
import { pathOf } from './path-of.ts'
import { Retry } from './Retry.tsx'

interface Props {
  item: AttentionItem
  onChanged: () => Promise<unknown>
}

/** What can be done about an entry, in place. What cannot stays grey and says why. */
export function EntryActions({ item, onChanged }: Props) {
  const { slug, me } = useOrganization()
  const [isDismissing, setDismissing] = useState(false)
  const { busy, problem, change } = useChange(item, onChanged)
  const { client, kind, state } = item
  const name = `${t.kinds[kind]}${client ? `, ${client.name}` : ''}`
  const to = pathOf(slug, item)
  if (isDismissing) {
    return (
      <Dismiss item={item} name={name} onChanged={onChanged} onClose={() => setDismissing(false)} />
    )
  }
  const isMine = item.assignedTo?.id === me.staffId
  return (
    <>
      {problem && <ProblemSummary problem={problem} />}
      {item.retry && state === 'open' && <Retry item={item} onChanged={onChanged} />}
      <div className={classes.actions}>
        {client && state === 'open' && <OtherMethod item={item} name={name} />}
        {kind === 'method_expiring' && client && state === 'open' && (
          <GuardedLink
            needs="wallet.write"
            size="xs"
            variant="default"
            to={paths.addCard(slug, client.id)}
            search={{ replaces: item.about.id }}
            aria-label={t.openOf(t.replaceCard, name)}
          >
            {t.replaceCard}
          </GuardedLink>
        )}
        {state === 'open' && <SendClientLink item={item} name={name} />}
        {to && (
          <LinkButton
            to={to}
            size="xs"
            variant="default"
            aria-label={t.openOf(t.open[item.about.what], name)}
          >
            {t.open[item.about.what]}
          </LinkButton>
        )}
        {state === 'open' && (
          <GuardedButton
            needs="attention.act"
            size="xs"
            variant="default"
            loading={busy === 'assign'}
            aria-label={t.openOf(isMine ? t.giveBack : t.take, name)}
            onClick={() => void change('assign', { to: isMine ? null : 'me' })}
          >
            {isMine ? t.giveBack : t.take}
          </GuardedButton>
        )}
        {state === 'open' && (
          <GuardedButton
            needs="attention.act"
            size="xs"
            variant="subtle"
            aria-label={t.openOf(t.dismiss, name)}
            onClick={() => setDismissing(true)}
          >
            {t.dismiss}
          </GuardedButton>
        )}
        {state === 'dismissed' && (
          <GuardedButton
            needs="attention.act"
            size="xs"
            variant="default"
            loading={busy === 'restore'}
            aria-label={t.openOf(t.restore, name)}
            onClick={() => void change('restore', {})}
          >
            {t.restore}
          </GuardedButton>
        )}
      </div>
    </>
  )
}

/** Links help where a client has to do something: pay, or save another card. */
function SendClientLink({ item, name }: { item: AttentionItem; name: string }) {
  const { account, client, kind, can, retry } = item
  if (!account || !can.sendLink.allowed) return null
  const [only, ...others] = retry?.invoiceIds ?? []
  const offer: LinkOffer =
    kind === 'method_expiring'
      ? { purpose: 'add_method' }
      : only && others.length === 0
        ? { purpose: 'pay_invoice', invoiceId: only }
        : { purpose: 'pay_balance' }
  return (
    <SendLink
      accountId={account.id}
      clientId={client?.id ?? null}
      offer={offer}
      size="xs"
      about={name}
    />
  )
}

function OtherMethod({ item, name }: { item: AttentionItem; name: string }) {
  const slug = useSlug()
  const { can, client, kind, retry } = item
  if (!client || !(can.otherMethod.allowed || retry)) return null
  if (!can.otherMethod.allowed) {
    return (
      <BlockedButton size="xs" reason={can.otherMethod.reason ?? ''}>
        {t.otherMethod}
      </BlockedButton>
    )
  }
  const search = retry
    ? {
        retryOf: retry.retryOf,
        scheduled: retry.scheduledId ?? undefined,
        invoices: retry.invoiceIds ?? undefined,
        method: NEW_CARD,
      }
    : {}
  return (
    <LinkButton
      to={paths.newPayment(slug, client.id)}
      search={search}
      size="xs"
      variant={kind === 'check_returned' ? 'filled' : 'default'}
      aria-label={t.openOf(t.otherMethod, name)}
    >
      {t.otherMethod}
    </LinkButton>
  )
}

function useChange(item: AttentionItem, onChanged: Props['onChanged']) {
  const slug = useSlug()
  const [busy, setBusy] = useState<'assign' | 'restore' | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  async function change(verb: 'assign' | 'restore', body: object): Promise<void> {
    setBusy(verb)
    setProblem(null)
    try {
      await call(slug, `/attention/${item.id}/${verb}`, { method: 'POST', body })
    } catch (error) {
      setProblem(asProblem(error))
    }
    await onChanged()
    setBusy(null)
  }
  return { busy, problem, change }
}

interface DismissProps extends Props {
  name: string
  onClose: () => void
}

/** Why it needs nobody, typed where it stands. */
function Dismiss({ item, name, onChanged, onClose }: DismissProps) {
  const slug = useSlug()
  const [reason, setReason] = useState('')
  const [isBusy, setBusy] = useState(false)
  const form = useFormProblem(['reason'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    if (!reason.trim()) return form.refuse('reason', t.noReason)
    if (form.withholds({ reason })) return
    setBusy(true)
    try {
      await call(slug, `/attention/${item.id}/dismiss`, { method: 'POST', body: { reason } })
      await onChanged()
    } catch (error) {
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <form
      ref={form.formRef}
      className={classes.actions}
      aria-label={t.openOf(t.dismissNow, name)}
      onSubmit={(event) => void submit(event)}
      noValidate
    >
      {form.summary}
      <TextInput
        className={classes.reason}
        label={t.reason}
        description={t.reasonHint}
        name="reason"
        autoComplete="off"
        autoFocus
        value={reason}
        error={form.at('reason')}
        onChange={(event) => setReason(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onClose()}
      />
      <Button type="submit" loading={isBusy}>
        {t.dismissNow}
      </Button>
      <Button variant="default" onClick={onClose}>
        {t.cancel}
      </Button>
    </form>
  )
}
