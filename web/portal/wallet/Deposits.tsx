import { useQueryClient } from '@tanstack/react-query'
import type { Method, MethodSetup, PortalOverview } from '../../api/contract.ts'
import { VerifyDeposits } from '../../billing/VerifyDeposits.tsx'
import { portalWallet as t } from '../../messages/en/portal-wallet.ts'
import { dateText, instantText } from '../../ui/dates.ts'
import classes from '../Portal.module.css'
import { ask } from '../queries.ts'

/** A bank account that waits for what its owner finds on the statement. */
export function Deposits({ method, overview }: { method: Method; overview: PortalOverview }) {
  const { account, organization } = overview
  const queryClient = useQueryClient()
  const verification = method.bank?.verification
  if (!verification?.setup) return null
  const { setup, kind, arrivesOn, endsAt, triesLeft } = verification
  const waitsFor = kind === 'descriptor_code' ? t.depositBy : t.depositsBy
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['account', account.id] })
  return (
    <div className={classes.part}>
      <p className={classes.lead}>
        {arrivesOn && waitsFor(dateText(arrivesOn))}{' '}
        {triesLeft !== null &&
          endsAt &&
          t.triesLeft(triesLeft, instantText(endsAt, organization.timeZone))}
      </p>
      <VerifyDeposits
        kind={kind}
        onVerify={async (found) => {
          try {
            await ask<MethodSetup>(`/accounts/${account.id}/method-setups/${setup}/verify`, found)
          } finally {
            // Also after a wrong answer: one try less is left.
            await refresh()
          }
        }}
      />
    </div>
  )
}
