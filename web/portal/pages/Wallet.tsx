import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearch } from 'wouter'
import type { Method, MethodSetup } from '../../api/contract.ts'
import { portal } from '../../messages/en/portal.ts'
import { portalWallet as t } from '../../messages/en/portal-wallet.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import { leftToPay } from '../left-to-pay.ts'
import classes from '../Portal.module.css'
import { overviewQuery } from '../queries.ts'
import { Waiting } from '../Waiting.tsx'
import { AddMethod } from '../wallet/AddMethod.tsx'
import { MethodPanel } from '../wallet/MethodPanel.tsx'

/** What is being added: of which kind, in place of which method. */
interface Adding {
  kind: Method['kind']
  replaced: Method | null
}

/** A client's payment methods, who may charge them, and a way to say no. */
export function Wallet({ accountId }: { accountId: string }) {
  useTabTitle(portal.wallet)
  const { data, error, refetch } = useQuery(overviewQuery(accountId))
  const asked = new URLSearchParams(useSearch()).get('add')
  const [adding, setAdding] = useState<Adding | null>(
    asked === 'bank' ? { kind: 'bankAccount', replaced: null } : null,
  )
  const [saved, setSaved] = useState<MethodSetup | null>(null)
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />

  function begin(next: Adding): void {
    setSaved(null)
    setAdding(next)
  }
  function show(setup: MethodSetup): void {
    setAdding(null)
    setSaved(setup)
  }
  const { me, account } = data
  const isReady = saved?.state === 'succeeded'

  return (
    <>
      <div>
        <h1>{portal.wallet}</h1>
        <p className={classes.lead}>{t.walletLead}</p>
      </div>
      {saved && (
        <Notice
          tone={isReady ? 'good' : 'wait'}
          role="status"
          actions={
            isReady && me.mayPay && leftToPay(data).amount > 0 ? (
              <Button component={Link} href={`/portal/a/${account.id}/pay`} size="compact-sm">
                {t.payNow}
              </Button>
            ) : undefined
          }
        >
          {saved.sentence}
        </Notice>
      )}
      {data.methods.length === 0 && !adding && <p className={classes.lead}>{t.walletEmpty}</p>}
      {data.methods.map((method) => (
        <MethodPanel
          key={method.id}
          method={method}
          overview={data}
          onReplace={() => begin({ kind: method.kind, replaced: method })}
        />
      ))}
      {adding ? (
        <AddMethod
          key={`${adding.kind} ${adding.replaced?.id}`}
          {...adding}
          overview={data}
          onSaved={show}
          onClose={() => setAdding(null)}
        />
      ) : (
        <div className={classes.part}>
          <Button
            variant="default"
            size="md"
            onClick={() => begin({ kind: 'card', replaced: null })}
          >
            {t.addCard}
          </Button>
          {data.mandateWording && (
            <Button
              variant="default"
              size="md"
              onClick={() => begin({ kind: 'bankAccount', replaced: null })}
            >
              {t.addBank}
            </Button>
          )}
        </div>
      )}
    </>
  )
}
