import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { addDays, nthMonthlyDate, type PlainDate, todayIn } from '../../../../src/kit/time.ts'
import { call } from '../../../api/client.ts'
import type { AccountCodes } from '../../../api/contract.ts'
import { reportQuery } from '../../../api/queries.ts'
import { accounting as t } from '../../../messages/en/accounting.ts'
import { BlockedButton } from '../../../ui/BlockedButton.tsx'
import { useNow } from '../../../ui/clock.ts'
import { useFormProblem } from '../../../ui/FormProblem.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import table from '../../../ui/table.module.css'
import { useOrganization, whyNot } from '../../shell/organization.tsx'
import { Days, ExportReport, Shown } from './ReportParts.tsx'
import classes from './Reports.module.css'
import { useReportSearch } from './report-search.ts'

/** The journal for an accountant or their program, and what they call our accounts. */
export function AccountingPage() {
  const { slug, timeZone } = useOrganization()
  const [search, change] = useReportSearch()
  const now = useNow(0)
  const first = `${todayIn(timeZone, now).slice(0, 7)}-01` as PlainDate
  const from = search.from ?? nthMonthlyDate(first, -1)
  const to = search.to ?? addDays(first, -1)
  const query = { from, to, by: search.by }
  const asked = useQuery(reportQuery<AccountCodes>(slug, '/books/account-codes', {}))
  return (
    <Page title={t.title} subtitle={t.lead}>
      <div className={classes.stack}>
        <Panel title={t.journal}>
          <Days names={['from', 'to']} seen={{ from, to }} />
          <div className={classes.days}>
            <NativeSelect
              label={t.entryFor}
              value={search.by ?? 'day'}
              data={[
                { value: 'day', label: t.byDay },
                { value: 'line', label: t.byLine },
              ]}
              onChange={(event) =>
                change({ by: event.currentTarget.value === 'line' ? 'line' : undefined })
              }
            />
          </div>
          <p>
            {t.adds} {t.desktop}
          </p>
          <div className={classes.exports}>
            <ExportReport table="journal" query={query} label={t.plain} />
            <ExportReport table="quickbooks" query={query} label={t.quickbooks} />
            <ExportReport table="quickbooksDesktop" query={query} label={t.quickbooksDesktop} />
            <ExportReport table="xero" query={query} label={t.xero} />
          </div>
        </Panel>
        <Shown asked={asked}>{(data) => <Codes codes={data.data} />}</Shown>
      </div>
    </Page>
  )
}

type Code = AccountCodes['data'][number]

function Codes({ codes }: { codes: Code[] }) {
  const organization = useOrganization()
  const { slug } = organization
  const queryClient = useQueryClient()
  const [typed, setTyped] = useState(codes)
  const [isSaved, setSaved] = useState(false)
  const form = useFormProblem([])
  const reason = whyNot(organization, 'organization.manage')
  const put = (account: string, change: Partial<Code>) => {
    setSaved(false)
    setTyped(typed.map((one) => (one.account === account ? { ...one, ...change } : one)))
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    form.clear()
    await form.send(async () => {
      await call(slug, '/books/account-codes', {
        method: 'PUT',
        body: { data: typed.map(({ account, code, name }) => ({ account, code, name })) },
      })
      setSaved(true)
      await queryClient.invalidateQueries({ queryKey: ['o', slug, 'report'] })
    })
  }

  return (
    <Panel title={t.codes} flush>
      <form ref={form.formRef} onSubmit={(event) => void submit(event)} noValidate>
        {form.summary}
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t.ours}</th>
              <th scope="col">{t.code}</th>
              <th scope="col">{t.name}</th>
            </tr>
          </thead>
          <tbody>
            {typed.map((one) => (
              <tr key={one.account}>
                <td>{one.ours}</td>
                <td>
                  <TextInput
                    aria-label={t.codeOf(one.ours)}
                    value={one.code}
                    disabled={reason !== null}
                    onChange={(event) => put(one.account, { code: event.currentTarget.value })}
                  />
                </td>
                <td>
                  <TextInput
                    aria-label={t.nameOf(one.ours)}
                    value={one.name}
                    disabled={reason !== null}
                    onChange={(event) => put(one.account, { name: event.currentTarget.value })}
                  />
                </td>
              </tr>
            ))}
            <tr>
              <td colSpan={3} className={table.right}>
                {isSaved && <span role="status">{t.saved} </span>}
                {reason === null ? (
                  <Button type="submit" loading={form.isBusy}>
                    {t.save}
                  </Button>
                ) : (
                  <BlockedButton reason={reason} variant="filled">
                    {t.save}
                  </BlockedButton>
                )}
              </td>
            </tr>
          </tbody>
        </table>
      </form>
    </Panel>
  )
}
