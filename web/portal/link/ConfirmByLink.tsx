import type { OpenedLink } from '../../api/contract.ts'
import { links as t } from '../../messages/en/links.ts'
import { moneyText } from '../../ui/Money.tsx'
import classes from '../Portal.module.css'
import { Outcome } from './Outcome.tsx'

/** A payment that staff began and the client's bank asks about. */
export function ConfirmByLink({ token, link }: { token: string; link: OpenedLink }) {
  const { amount, paymentId, organization } = link
  return (
    <Outcome token={token} link={link} id={paymentId ?? ''}>
      {amount && link.use === 'none' && (
        <p className={classes.lead}>{t.confirmText(moneyText(amount), organization.name)}</p>
      )}
    </Outcome>
  )
}
