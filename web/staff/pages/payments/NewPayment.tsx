import '@mantine/core/styles/Radio.css'
import { Drawer } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import { billingQuery, paymentQuery } from '../../../api/queries.ts'
import { newKey } from '../../../api/send-once.ts'
import { common } from '../../../messages/en/common.ts'
import { payments as t } from '../../../messages/en/payments.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { FailedState } from '../../../ui/FailedState.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import type { NewPaymentSearch } from '../../client-routes.tsx'
import { paths } from '../../paths.ts'
import { useOrganization, whyNotPay } from '../../shell/organization.tsx'
import { AfterPayment, Sitting, stillOpen } from './AfterPayment.tsx'
import { PaymentForm } from './PaymentForm.tsx'
import { PaymentResult } from './PaymentResult.tsx'
import classes from './Payments.module.css'

/**
 * The drawer in which a payment is taken and its result shown. Its key and its payment are in the
 * address: a reload, Back or a second press is the same payment.
 */
export function NewPayment() {
  const organization = useOrganization()
  const { slug } = organization
  const { clientId } = useParams({ strict: false }) as { clientId: string }
  const address = useSearch({ strict: false }) as NewPaymentSearch
  /** What was just taken, shown at once: the address has its payment a moment later. */
  const [taken, setTaken] = useState<NewPaymentSearch | null>(null)
  const isAhead = taken !== null && taken.key === address.key && address.payment === undefined
  const search = isAhead ? taken : address
  const navigate = useNavigate()
  const { data: billing, error, isFetching, refetch } = useQuery(billingQuery(slug, clientId))
  // Right after another payment what is owed, and what that payment holds, is still being read: a
  // form filled in before would ask for the wrong thing. Once it is filled in, it stays.
  const isRead = useRef(false)
  isRead.current = search.payment === undefined && (isRead.current || !isFetching)
  const { retryOf = '' } = search
  const before = useQuery({ ...paymentQuery(slug, retryOf), enabled: retryOf !== '' })
  const [isLeaving, setLeaving] = useState(false)
  const isDirty = useRef(false)
  const here = paths.newPayment(slug, clientId)
  const mayNotPay = whyNotPay(organization)

  const renewKey = useCallback(() => {
    const search = ((before: object) => ({ ...before, key: newKey() })) as never
    void navigate({ to: here as never, search, replace: true })
  }, [navigate, here])
  const hasKey = search.key !== undefined || search.payment !== undefined

  useEffect(() => {
    if (!hasKey) renewKey()
  }, [hasKey, renewKey])

  function show(paymentId: string, invoices: string[]): void {
    isDirty.current = false
    const { key, sitting, short } = search
    const shown: NewPaymentSearch = { key, payment: paymentId, invoices, sitting, short }
    setTaken(shown)
    void navigate({ to: here as never, search: shown as never, replace: true })
  }

  function close(): void {
    if (isDirty.current) setLeaving(true)
    else void navigate({ to: paths.billing(slug, clientId) as never })
  }

  function leave(): Promise<void> {
    isDirty.current = false
    return navigate({ to: paths.billing(slug, clientId) as never })
  }

  return (
    <Drawer
      opened
      onClose={close}
      size={540}
      title={billing ? (search.short ? t.chargeNow : t.title)(billing.client.name) : t.charge}
      closeButtonProps={{ 'aria-label': common.close }}
      classNames={{ content: classes.drawer, body: classes.drawerBody }}
    >
      {search.payment ? (
        <PaymentResult
          key={search.payment}
          paymentId={search.payment}
          clientId={clientId}
          hasMore={billing && stillOpen(billing, search.payment, search).length > 0}
        >
          <AfterPayment billing={billing} paymentId={search.payment} search={search} />
        </PaymentResult>
      ) : mayNotPay !== null ? (
        <Notice tone="warn">{mayNotPay}</Notice>
      ) : error && !billing ? (
        <FailedState heading="p" error={error} onRetry={() => void refetch()} />
      ) : billing && isRead.current && search.key && !before.isLoading ? (
        <>
          <Sitting billing={billing} parts={search.sitting ?? []} />
          <PaymentForm
            billing={billing}
            paymentKey={search.key}
            wanted={search}
            before={before.data ?? null}
            onTaken={show}
            onScheduled={() => void leave()}
            onKeyUsed={renewKey}
            onDirty={() => {
              isDirty.current = true
            }}
          />
        </>
      ) : (
        <Skeletons rows={5} />
      )}
      {isLeaving && (
        <ConfirmDialog
          title={t.leaveTitle}
          action={t.leave}
          danger={false}
          onConfirm={leave}
          onClose={() => setLeaving(false)}
        >
          {t.leaveText}
        </ConfirmDialog>
      )}
    </Drawer>
  )
}
