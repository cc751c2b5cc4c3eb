import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'wouter'
import type { Method, PortalOverview } from '../../api/contract.ts'
import { portalWallet as t } from '../../messages/en/portal-wallet.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { instantText } from '../../ui/dates.ts'
import { useFormProblem } from '../../ui/FormProblem.tsx'
import { moneyText } from '../../ui/Money.tsx'
import { aboutMethod } from '../about-method.ts'
import classes from '../Portal.module.css'
import { ask } from '../queries.ts'
import { Deposits } from './Deposits.tsx'
import type { OtherWallet } from './elsewhere.ts'
import { RemoveMethod } from './RemoveMethod.tsx'

interface Props {
  method: PortalOverview['methods'][number]
  others: OtherWallet[]
  overview: PortalOverview
  onReplace: () => void
}

/** One saved method: what it is called, who may charge it, and what can be done with it. */
export function MethodPanel({ method, others, overview, onReplace }: Props) {
  const { account } = overview
  const queryClient = useQueryClient()
  const [isRemoving, setRemoving] = useState(false)
  const [isNaming, setNaming] = useState(false)
  const name = method.nickname ?? method.name
  const path = `/accounts/${account.id}/payment-methods/${method.id}`
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['account', account.id] })
  const form = useFormProblem(['nickname'])
  const isUsable = !method.bank || method.bank.verification.state === 'verified'

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

  return (
    <section className={classes.panel} aria-label={name}>
      <div className={classes.what}>
        <strong>{name}</strong>
        <span className={classes.quiet}>
          {method.nickname ? `${method.name}, ` : ''}
          {aboutMethod(method)}
          {method.isDefault ? ` · ${t.isDefault}` : ''}
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
      {method.bank?.verification.state === 'pending' ? (
        <Deposits method={method} overview={overview} />
      ) : (
        <Permission method={method} overview={overview} />
      )}
      {isUsable && <Others method={method} others={others} overview={overview} />}
      <div className={classes.actions}>
        {!method.isDefault && isUsable && (
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
        {isUsable && (
          <Button variant="subtle" size="compact-sm" onClick={onReplace}>
            {t.replace}
          </Button>
        )}
        <Button variant="subtle" size="compact-sm" onClick={() => setRemoving(true)}>
          {t.remove}
        </Button>
      </div>
      {isRemoving && (
        <RemoveMethod
          method={method}
          accountId={account.id}
          onReplace={isUsable ? onReplace : null}
          onClose={() => setRemoving(false)}
        />
      )}
    </section>
  )
}

/** Where else it is, and where else it may be allowed. */
function Others({ method, others, overview }: Omit<Props, 'onReplace'>) {
  const holds = ({ overview }: OtherWallet) =>
    overview?.methods.some(({ group }) => group === method.group) ?? false
  const names = others.filter(holds).map(({ place }) => place.organization.name)
  const missing = others.filter((other) => other.overview && !holds(other))
  return (
    <>
      {names.length > 0 && <p className={classes.lead}>{t.alsoAt(names.join(', '))}</p>}
      {missing.map(({ place }) => (
        <Link
          key={place.accountId}
          className={classes.link}
          href={`/portal/a/${place.accountId}/wallet?same=${method.id}&of=${overview.account.id}`}
        >
          {t.allowOther(place.organization.name)}
        </Link>
      ))}
    </>
  )
}

/** Whether the organization may charge it, and the way to say no: two clicks. */
function Permission({ method, overview }: Pick<Props, 'method' | 'overview'>) {
  const { account, organization } = overview
  const queryClient = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const { authorization, bank } = method
  if (!authorization) {
    const sentence = bank ? t.mayNotDebit : t.mayNotCharge
    return <p className={classes.lead}>{sentence(organization.name)}</p>
  }
  const most = bank?.debitMost ? { amount: bank.debitMost, currency: organization.currency } : null
  return (
    <div className={classes.row}>
      <span className={classes.quiet}>
        {t.mayCharge(organization.name, instantText(authorization.since, organization.timeZone))}{' '}
        {most && t.limit(moneyText(most))}
      </span>
      <Button variant="default" size="compact-sm" onClick={() => setAsking(true)}>
        {t.withdraw}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t.withdrawTitle(organization.name)}
          action={t.withdraw}
          onConfirm={async () => {
            await ask(`/accounts/${account.id}/authorizations/${authorization.id}/revoke`, {})
            await queryClient.invalidateQueries({ queryKey: ['account', account.id] })
          }}
          onClose={() => setAsking(false)}
        >
          {bank ? t.withdrawBankText : t.withdrawText}
        </ConfirmDialog>
      )}
    </div>
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
        {t.saveName}
      </Button>
    </form>
  )
}
