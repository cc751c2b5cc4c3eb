import { Button } from '@mantine/core'
import type { CheckBatch } from '../../../api/contract.ts'
import { checks as t } from '../../../messages/en/checks.ts'
import { Heads, MoneyCell } from '../../../ui/cells.tsx'
import { moneyText } from '../../../ui/Money.tsx'
import { Notice } from '../../../ui/Notice.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { LinkButton, TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './Checks.module.css'

/** What was written down, each check with its receipt. */
export function RecordedChecks({ batch, onMore }: { batch: CheckBatch; onMore: () => void }) {
  const { slug } = useOrganization()
  return (
    <div className={classes.stack}>
      <Notice
        tone="good"
        role="status"
        actions={
          <>
            <LinkButton to={paths.deposits(slug)} search={{ place: 'checks' }} variant="default">
              {t.deposit}
            </LinkButton>
            <Button onClick={onMore}>{t.again}</Button>
          </>
        }
      >
        {t.done(batch.checks.length, moneyText(batch.total))}
      </Notice>
      <Panel flush>
        <ScrollX label={t.list}>
          <table className={table.table}>
            <Heads
              left={[t.columns.client, t.columns.checkNumber, t.receipt]}
              right={[t.credit, t.columns.amount]}
            />
            <tbody className={table.rows}>
              {batch.checks.map((check) => (
                <tr key={check.paymentId}>
                  <td>
                    <TextLink to={paths.payment(slug, check.paymentId)}>
                      {check.account.name}
                    </TextLink>
                  </td>
                  <td>{check.checkNumber}</td>
                  <td>
                    <TextLink to={paths.receipt(slug, check.receipt.id)}>
                      {check.receipt.number}
                    </TextLink>
                  </td>
                  <MoneyCell value={check.credit.amount > 0 && check.credit} />
                  <MoneyCell value={check.amount} />
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      </Panel>
    </div>
  )
}
