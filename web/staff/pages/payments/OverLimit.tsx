import { Button, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { Approval } from '../../../api/contract.ts'
import { asProblem } from '../../../api/problem.ts'
import { approvalsQuery } from '../../../api/queries.ts'
import { approvals as t } from '../../../messages/en/approvals.ts'
import { common } from '../../../messages/en/common.ts'
import { cardDataIn } from '../../../ui/card-data.ts'
import { secondsSince, useNow } from '../../../ui/clock.ts'
import { moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Payments.module.css'

const LOOK_EVERY_MS = 1_500

/** What needs a second person: so much of an account, or back out of one of its payments. */
export interface LimitedAct {
  accountId: string
  refundOf: string | null
  amount: number | null
  currency: string
}

interface Props {
  /** Why it needs one. */
  message: string
  act: LimitedAct
  /** What the button does once it is approved. */
  action: string
  /** While something else is typed, the focus stays there. */
  takesFocus?: boolean
  onApproved: (approvalId: string) => void
}

/** Above the limit of the role: asks a second person, waits, and goes on with their answer. */
export function OverLimit({ message, act, action, takesFocus = true, onApproved }: Props) {
  const { slug, me } = useOrganization()
  const { data } = useQuery({ ...approvalsQuery(slug), refetchInterval: LOOK_EVERY_MS })
  // Also one that was asked for before a reload; the newest answer counts.
  const mine = data?.data
    .filter(
      ({ accountId, refundOf, askedById, amount, state }) =>
        accountId === act.accountId &&
        refundOf === act.refundOf &&
        askedById === me.staffId &&
        amount.amount === act.amount &&
        ['open', 'approved', 'refused'].includes(state),
    )
    .sort((a, b) => b.askedAt.localeCompare(a.askedAt))[0]

  if (mine?.state === 'open') return <Waiting approval={mine} />
  if (mine?.state === 'approved') {
    return (
      <Notice
        tone="good"
        role="status"
        title={t.approvedBy(mine.decidedBy ?? '')}
        actions={<Button onClick={() => onApproved(mine.id)}>{action}</Button>}
      >
        {mine.decisionNote && t.reason(mine.decisionNote)}
      </Notice>
    )
  }
  return <Ask {...{ message, act, takesFocus }} refused={mine} />
}

function Waiting({ approval }: { approval: Approval }) {
  const ago = common.secondsAgo(secondsSince(approval.askedAt, useNow()))
  return (
    <Notice tone="wait" role="status" title={t.waitingFor(moneyText(approval.amount), ago)}>
      {t.waitingText[approval.purpose]}
    </Notice>
  )
}

interface AskProps extends Required<Pick<Props, 'message' | 'act' | 'takesFocus'>> {
  /** What was answered when it was asked for before. */
  refused: Approval | undefined
}

function Ask({ message, act, takesFocus, refused }: AskProps) {
  const { slug } = useOrganization()
  const queryClient = useQueryClient()
  const [reason, setReason] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [isBusy, setBusy] = useState(false)
  const ref = useRef<HTMLInputElement>(null)

  useEffect(() => {
    if (takesFocus) ref.current?.focus()
  }, [takesFocus])

  async function ask(): Promise<void> {
    const refusal = reason.trim() === '' ? t.noReason : cardDataIn(reason)
    setWrong(refusal)
    if (refusal !== undefined) return
    setBusy(true)
    try {
      const { accountId, refundOf, amount, currency } = act
      await call(slug, '/approvals', {
        method: 'POST',
        body: {
          accountId,
          amount,
          currency,
          reason: reason.trim(),
          ...(refundOf ? { refundOf } : {}),
        },
      })
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'approvals'] })
    } catch (error) {
      setWrong(asProblem(error).message)
    }
    setBusy(false)
  }

  return (
    <Notice
      tone="warn"
      role="alert"
      title={refused ? t.refusedBy[refused.purpose](refused.decidedBy ?? '') : undefined}
    >
      {refused ? (
        <>
          {refused.decisionNote && t.reason(refused.decisionNote)} {t.smaller}
        </>
      ) : (
        message
      )}
      <div className={classes.duplicate}>
        <TextInput
          ref={ref}
          label={t.why}
          description={t.whyHint}
          autoComplete="off"
          value={reason}
          error={wrong}
          onChange={(event) => {
            setReason(event.currentTarget.value)
            setWrong(undefined)
          }}
        />
        <Button variant="default" loading={isBusy} onClick={() => void ask()}>
          {t.ask}
        </Button>
      </div>
    </Notice>
  )
}
