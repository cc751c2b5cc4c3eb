import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearch } from 'wouter'
import type { Method, MethodSetup, PortalOverview } from '../../api/contract.ts'
import { portal } from '../../messages/en/portal.ts'
import { portalWallet as t } from '../../messages/en/portal-wallet.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import { leftToPay } from '../left-to-pay.ts'
import classes from '../Portal.module.css'
import { overviewQuery } from '../queries.ts'
import { Waiting } from '../Waiting.tsx'
import { AddMethod, type Elsewhere } from '../wallet/AddMethod.tsx'
import { type OtherWallet, useOtherWallets } from '../wallet/elsewhere.ts'
import { MethodPanel } from '../wallet/MethodPanel.tsx'

/** What is being added: of which kind, in place of which method, or as which one elsewhere. */
interface Adding {
  kind: Method['kind']
  replaced: Method | null
  sameAs: Elsewhere | null
}

/** A client's payment methods, who may charge them, and a way to say no. */
export function Wallet({ accountId }: { accountId: string }) {
  useTabTitle(portal.wallet)
  const { data, error, refetch } = useQuery(overviewQuery(accountId))
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting />
  return <WalletOf key={accountId} data={data} />
}

function WalletOf({ data }: { data: PortalOverview }) {
  const search = new URLSearchParams(useSearch())
  const others = useOtherWallets(data)
  const [begun, setBegun] = useState<Adding | null>(
    search.get('add') === 'bank' ? { kind: 'bankAccount', replaced: null, sameAs: null } : null,
  )
  const [isLeft, setLeft] = useState(false)
  const [saved, setSaved] = useState<MethodSetup | null>(null)
  const sameAs = isLeft ? null : askedFor(search, others)
  const adding = begun ?? (sameAs && { kind: sameAs.method.kind, replaced: null, sameAs })

  function begin(next: Omit<Adding, 'sameAs'>): void {
    setSaved(null)
    setBegun({ ...next, sameAs: null })
  }
  function end(): void {
    setBegun(null)
    setLeft(true)
  }
  function show(setup: MethodSetup): void {
    end()
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
          others={others}
          overview={data}
          onReplace={() => begin({ kind: method.kind, replaced: method })}
        />
      ))}
      {adding ? (
        <AddMethod
          key={`${adding.kind} ${adding.replaced?.id} ${adding.sameAs?.method.id}`}
          {...adding}
          overview={data}
          onSaved={show}
          onClose={end}
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

/** The method of another wallet that the link to this page names. */
function askedFor(search: URLSearchParams, others: OtherWallet[]): Elsewhere | null {
  const other = others.find(({ place }) => place.accountId === search.get('of'))
  const method = other?.overview?.methods.find(({ id }) => id === search.get('same'))
  if (!other || !method) return null
  const { accountId, organization } = other.place
  return { accountId, organization: organization.name, method }
}
