import '@mantine/core/styles/Radio.css'
import { Button, Modal, Radio, Stack, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Billing, LinkPurpose, SentLink } from '../../../api/contract.ts'
import { linksQuery } from '../../../api/link-queries.ts'
import { billingQuery } from '../../../api/queries.ts'
import { newKey } from '../../../api/send-once.ts'
import { common } from '../../../messages/en/common.ts'
import { sentLinks as t } from '../../../messages/en/sent-links.ts'
import { CopyText } from '../../../ui/CopyText.tsx'
import { instantText } from '../../../ui/dates.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { EmailForm } from '../../EmailDialog.tsx'
import { QrCode } from '../../QrCode.tsx'
import { useOrganization, useSlug, whyNot } from '../../shell/organization.tsx'
import classes from './Links.module.css'
import type { LinkOffer } from './SendLink.tsx'

interface Props {
  accountId: string
  clientId: string | null
  offer: LinkOffer | null
  /** One that was made before, to be sent or shown again. */
  link?: SentLink
  onClose: () => void
}

/** Makes a link, then shows it to be copied, mailed or scanned. */
export function SendLinkDialog({ accountId, clientId, offer, link, onClose }: Props) {
  const slug = useSlug()
  const { data: billing } = useQuery({
    ...billingQuery(slug, clientId ?? ''),
    enabled: clientId !== null,
  })
  const [made, setMade] = useState<SentLink | null>(link ?? null)
  const isReady = clientId === null || billing !== undefined
  return (
    <Modal
      opened
      onClose={onClose}
      title={billing ? t.dialogTitle(billing.client.name) : t.send}
      closeButtonProps={{ 'aria-label': common.close }}
    >
      {!isReady && <Skeletons rows={3} />}
      {isReady && !made && (
        <MakeForm
          accountId={accountId}
          offers={offersOf(offer, billing)}
          offer={offer}
          onMade={setMade}
        />
      )}
      {isReady && made && (
        <Made
          link={made}
          accountId={accountId}
          address={made.sentTo ?? billing?.client.email ?? null}
          onDone={onClose}
        />
      )}
    </Modal>
  )
}

interface Choice {
  purpose: LinkPurpose
  label: string
}

/** What it is asked for first; then what the account may need. */
function offersOf(offer: LinkOffer | null, billing: Billing | undefined): Choice[] {
  const first = offer && {
    purpose: offer.purpose,
    label:
      offer.purpose === 'pay_invoice' && offer.number
        ? t.invoice(offer.number)
        : t.purposes[offer.purpose],
  }
  const balance: Choice[] =
    billing && billing.balance.amount > 0
      ? [{ purpose: 'pay_balance', label: t.payBalance(moneyText(billing.balance)) }]
      : []
  const rest: Choice[] = [...balance, { purpose: 'add_method', label: t.purposes.add_method }]
  return [
    ...(first && !rest.some(({ purpose }) => purpose === first.purpose) ? [first] : []),
    ...rest,
  ]
}

interface MakeProps {
  accountId: string
  offers: Choice[]
  offer: LinkOffer | null
  onMade: (link: SentLink) => void
}

function MakeForm({ accountId, offers, offer, onMade }: MakeProps) {
  const organization = useOrganization()
  const { slug } = organization
  const queryClient = useQueryClient()
  const wanted = offers.find(({ purpose }) => purpose === offer?.purpose) ?? offers[0]
  const [purpose, setPurpose] = useState<LinkPurpose>(wanted?.purpose ?? 'add_method')
  const [days, setDays] = useState('')
  const [isBusy, setBusy] = useState(false)
  /** The same link, however often it is asked for. */
  const key = useRef(newKey())
  const form = useFormProblem(['days'])

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    setBusy(true)
    try {
      const made = await call<SentLink>(slug, '/links', {
        method: 'POST',
        idempotencyKey: key.current,
        body: {
          accountId,
          purpose,
          ...(purpose === 'pay_invoice' ? { invoiceId: offer?.invoiceId } : {}),
          ...(purpose === 'confirm_payment' ? { paymentId: offer?.paymentId } : {}),
          ...(days.trim() ? { days: Number(days) } : {}),
        },
      })
      await queryClient.invalidateQueries(linksQuery(slug, accountId))
      onMade(made)
    } catch (error) {
      key.current = newKey()
      form.report(error)
      setBusy(false)
    }
  }

  return (
    <form ref={form.formRef} noValidate onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        {form.summary}
        <Radio.Group
          label={t.purpose}
          value={purpose}
          onChange={(value) => setPurpose(value as LinkPurpose)}
        >
          <Stack gap="xs" mt="xs">
            {offers.map((one) => (
              <Radio
                key={one.purpose}
                value={one.purpose}
                label={one.label}
                disabled={
                  one.purpose === 'add_method' && whyNot(organization, 'wallet.write') !== null
                }
              />
            ))}
          </Stack>
        </Radio.Group>
        {purpose !== 'confirm_payment' && (
          <TextInput
            label={t.days}
            description={t.daysHint}
            name="days"
            inputMode="numeric"
            autoComplete="off"
            value={days}
            error={form.at('days')}
            onChange={(event) => setDays(event.currentTarget.value.replace(/\D/g, ''))}
          />
        )}
        <Button type="submit" loading={isBusy} data-autofocus>
          {t.make}
        </Button>
      </Stack>
    </form>
  )
}

interface MadeProps {
  link: SentLink
  accountId: string
  address: string | null
  onDone: () => void
}

function Made({ link, accountId, address, onDone }: MadeProps) {
  const { slug, timeZone } = useOrganization()
  const queryClient = useQueryClient()
  const url = link.url ?? ''

  async function send(to: string): Promise<void> {
    await call(slug, `/links/${link.id}/emails`, { method: 'POST', body: { to } })
    await queryClient.invalidateQueries(linksQuery(slug, accountId))
  }

  return (
    <Stack gap="md">
      <p role="status">{t.made(instantText(link.expiresAt, timeZone))}</p>
      <TextInput
        label={t.address}
        readOnly
        value={url}
        onFocus={(event) => event.currentTarget.select()}
        rightSection={<CopyText value={url} label={t.link} />}
      />
      <EmailForm address={address} onSend={send} onDone={onDone} />
      <div className={classes.scan}>
        <span>{t.scan}</span>
        <QrCode text={url} label={t.qr} />
      </div>
    </Stack>
  )
}
