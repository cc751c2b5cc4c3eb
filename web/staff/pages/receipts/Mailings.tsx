import type { Mail } from '../../../api/contract.ts'
import { instantText } from '../../../ui/dates.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { MailBadge } from '../settings/MailBadge.tsx'
import classes from './Receipt.module.css'

/** Where a receipt went by e-mail, and what became of it. */
export function Mailings({ mailings }: { mailings: Mail[] }) {
  const { timeZone } = useOrganization()
  return (
    <ul className={classes.mailings}>
      {mailings.map((mail) => (
        <li key={mail.id}>
          <span className={classes.mailing}>
            <span>{mail.to}</span>
            <span className={classes.quiet}>
              {instantText(mail.createdAt, timeZone)}
              {mail.state !== 'sent' && `. ${mail.sentence}`}
            </span>
          </span>
          <MailBadge state={mail.state} />
        </li>
      ))}
    </ul>
  )
}
