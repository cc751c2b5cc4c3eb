import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Deposit } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { deposits as t } from '../../../messages/en/deposits.ts'
import { MoneyCell } from '../../../ui/cells.tsx'
import { dateText } from '../../../ui/dates.ts'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { TextLink } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { BankedCells, PrintPage, Shown } from './ReportParts.tsx'
import classes from './Reports.module.css'
import { UndoDeposit } from './UndoDeposit.tsx'

/** What was brought to the bank in one go, line by line. */
export function DepositPage() {
  const { slug } = useOrganization()
  const { depositId } = useParams({ strict: false }) as { depositId: string }
  const asked = useQuery(reportQuery<Deposit>(slug, `/deposits/${depositId}`, {}))
  const seen = asked.data
  return (
    <Page
      narrow
      title={t.one}
      subtitle={
        seen
          ? [dateText(seen.depositedOn), seen.name, t.by(seen.by), seen.note]
              .filter(Boolean)
              .join(' · ')
          : ' '
      }
      back={
        <TextLink to={paths.deposits(slug)} underline="hover">
          <IconArrowLeft size={14} aria-hidden /> {t.title}
        </TextLink>
      }
      actions={
        <>
          <PrintPage />
          {seen && !seen.undone && <UndoDeposit deposit={seen} />}
        </>
      }
    >
      <Shown asked={asked}>
        {(data) => (
          <div className={classes.stack}>
            {data.undone && (
              <Notice tone="warn" title={t.undoneBy(data.undone.by, dateText(data.undone.on))}>
                {data.undone.why}
              </Notice>
            )}
            <Panel flush>
              <table className={table.table}>
                <tbody>
                  {data.lines.map((row) => (
                    <tr key={row.line}>
                      <BankedCells line={row} />
                    </tr>
                  ))}
                  <tr className={table.foot}>
                    <td colSpan={2}>{t.inAll}</td>
                    <MoneyCell value={data.amount} />
                  </tr>
                </tbody>
              </table>
            </Panel>
          </div>
        )}
      </Shown>
    </Page>
  )
}
