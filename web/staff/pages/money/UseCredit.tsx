import { Button } from '@mantine/core'
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { MoneyInHand, Reconciled } from '../../../api/contract.ts'
import { asProblem, type Problem } from '../../../api/problem.ts'
import { money as t } from '../../../messages/en/money.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ProblemSummary } from '../../../ui/FormProblem.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { ResultHeading } from '../../../ui/ResultHeading.tsx'
import { Skeletons } from '../../../ui/Skeletons.tsx'
import { GuardedLink } from '../../guarded.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import payments from '../payments/Payments.module.css'
import classes from './Money.module.css'
import { MoneyDrawer, type MoneyShown } from './MoneyDrawer.tsx'
import { HeldList, InvoiceParts } from './PartFields.tsx'
import { reckon, type TypedPart, typedParts } from './plan-parts.ts'
import { sourceName } from './source-name.ts'
import { useMoneyChanged } from './use-money-changed.ts'

/** What in hand pays which invoice: the oldest first, or as it is typed. */
export function UseCredit() {
  return (
    <MoneyDrawer title={t.useTitle} size={820} needs="payments.reconcile">
      {(shown) => <Reconcile {...shown} />}
    </MoneyDrawer>
  )
}

interface Done {
  is: 'applied' | 'undone'
  parts: Reconciled['parts']
  /** What it was called before it was used up. */
  before: MoneyInHand
}

function Reconcile({ billing, money }: MoneyShown) {
  const slug = useSlug()
  const changed = useMoneyChanged()
  const [parts, setParts] = useState<TypedPart[] | null>(null)
  const [done, setDone] = useState<Done | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isAsked = useRef(false)
  const path = `/accounts/${money.accountId}`

  async function run(work: () => Promise<void>): Promise<void> {
    setBusy(true)
    setProblem(null)
    try {
      await work()
    } catch (error) {
      setProblem(asProblem(error))
      // What stands here may be what it was refused for.
      void changed()
    } finally {
      setBusy(false)
    }
  }

  const oldestFirst = () =>
    run(async () => setParts(typedParts(await call<Reconciled>(slug, `${path}/reconcile`))))

  // biome-ignore lint/correctness/useExhaustiveDependencies: filled in once, then it is typed in.
  useEffect(() => {
    if (isAsked.current) return
    isAsked.current = true
    void oldestFirst()
  }, [])

  function move(verb: 'allocations' | 'allocations/take-off', wanted: Reconciled['parts']) {
    return run(async () => {
      const body = { parts: wanted.map((part) => ({ ...part, amount: part.amount.amount })) }
      const after = await call<Reconciled>(slug, `${path}/${verb}`, { method: 'POST', body })
      const before = done?.before ?? money
      setDone({ is: verb === 'allocations' ? 'applied' : 'undone', parts: after.parts, before })
      await changed(after.money)
    })
  }

  if (done) {
    return (
      <>
        {problem && <ProblemSummary problem={problem} />}
        <Outcome
          done={done}
          money={money}
          billingPath={paths.billing(slug, billing.client.id)}
          creditPath={paths.credit(slug, billing.client.id)}
          isBusy={isBusy}
          onUndo={() => void move('allocations/take-off', done.parts)}
        />
      </>
    )
  }
  if (money.inHand.length === 0) {
    return (
      <EmptyState
        title={t.nothingInHand}
        actions={
          <GuardedLink
            needs="credits.give"
            variant="default"
            to={paths.giveCredit(slug, billing.client.id)}
          >
            {t.give}
          </GuardedLink>
        }
      >
        {t.nothingInHandText}
      </EmptyState>
    )
  }
  if (money.openInvoices.length === 0) {
    return (
      <EmptyState title={t.nothingOwed}>{t.nothingOwedText(moneyText(money.credit))}</EmptyState>
    )
  }
  if (!parts) {
    return problem ? <ProblemSummary problem={problem} /> : <Skeletons rows={4} />
  }

  // Used up or paid while this stood open: it cannot be chosen any more.
  const known = parts.filter(
    ({ sourceId, invoiceId }) =>
      money.inHand.some((held) => held.sourceId === sourceId) &&
      money.openInvoices.some(({ id }) => id === invoiceId),
  )
  const reckoned = reckon(money, known)
  const { currency } = money.credit
  const say = (amount: number) => moneyText({ amount, currency })

  function apply(): void {
    const wanted = known.flatMap(({ sourceId, invoiceId }, n) => {
      const amount = reckoned.amounts[n]
      return amount ? [{ sourceId, invoiceId, amount: { amount, currency } }] : []
    })
    if (reckoned.isSound) void move('allocations', wanted)
  }

  return (
    <form
      className={classes.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      {problem && <ProblemSummary problem={problem} />}
      <div className={classes.tools}>
        <Button
          variant="default"
          size="compact-sm"
          disabled={isBusy}
          onClick={() => void oldestFirst()}
        >
          {t.oldestFirst}
        </Button>
        <Button variant="subtle" size="compact-sm" onClick={() => setParts([])}>
          {t.clear}
        </Button>
      </div>
      <div className={classes.sides}>
        <HeldList money={money} rest={reckoned.rest} />
        <InvoiceParts money={money} parts={known} reckoned={reckoned} onParts={setParts} />
      </div>
      <div className={payments.foot}>
        <p className={payments.summary} role="status">
          {reckoned.used === 0
            ? t.noAmounts
            : !reckoned.isSound
              ? t.mend
              : t.summary(
                  say(reckoned.used),
                  say(money.credit.amount - reckoned.used),
                  say(money.owed.amount - reckoned.used),
                )}
        </p>
        <Button type="submit" size="md" fullWidth loading={isBusy} disabled={!reckoned.isSound}>
          {reckoned.used > 0 ? t.applyAmount(say(reckoned.used)) : t.apply}
        </Button>
      </div>
    </form>
  )
}

interface OutcomeProps {
  done: Done
  money: MoneyInHand
  billingPath: string
  creditPath: string
  isBusy: boolean
  onUndo: () => void
}

function Outcome({ done, money, billingPath, creditPath, isBusy, onUndo }: OutcomeProps) {
  const { currency } = money.credit
  const used = done.parts.reduce((sum, { amount }) => sum + amount.amount, 0)
  const amount = moneyText({ amount: used, currency })
  const wasApplied = done.is === 'applied'
  return (
    <div className={payments.result}>
      <ResultHeading
        state={done.is}
        tone={wasApplied ? 'good' : 'quiet'}
        icon={
          wasApplied ? (
            <IconCheck size={22} aria-hidden />
          ) : (
            <IconArrowBackUp size={22} aria-hidden />
          )
        }
      >
        {wasApplied ? t.applied(amount) : t.undone(amount)}
      </ResultHeading>
      <ul className={classes.list}>
        {done.parts.map((part) => (
          <li key={`${part.sourceId} ${part.invoiceId}`}>
            {t.appliedPart(
              moneyText(part.amount),
              sourceName(done.before.inHand.find(({ sourceId }) => sourceId === part.sourceId)),
              done.before.openInvoices.find(({ id }) => id === part.invoiceId)?.number ?? '',
            )}
          </li>
        ))}
      </ul>
      <p className={payments.resultText}>{t.now(moneyText(money.credit), moneyText(money.owed))}</p>
      <div className={payments.buttons}>
        <LinkButton to={billingPath}>{t.done}</LinkButton>
        {wasApplied && (
          <Button variant="default" loading={isBusy} onClick={onUndo}>
            {t.undo}
          </Button>
        )}
        <LinkButton to={creditPath} variant="subtle">
          {t.seeCredit}
        </LinkButton>
      </div>
    </div>
  )
}
