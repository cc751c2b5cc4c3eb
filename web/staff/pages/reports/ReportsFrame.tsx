import { Outlet } from '@tanstack/react-router'
import { reports as t } from '../../../messages/en/reports.ts'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { Sections } from '../../shell/Sections.tsx'

/** The frame of all reports: their names on top, the chosen one below. */
export function ReportsFrame() {
  const { slug, me } = useOrganization()
  const pages = [
    { name: t.pages.dashboard, path: paths.dashboard(slug) },
    { name: t.pages.transactions, path: paths.transactions(slug) },
    { name: t.pages.takings, path: paths.takings(slug) },
    { name: t.pages.echecks, path: paths.echecks(slug) },
    { name: t.pages.aging, path: paths.aging(slug) },
    { name: t.pages.day, path: paths.endOfDay(slug) },
    { name: t.pages.deposits, path: paths.deposits(slug) },
    ...(me.permissions.includes('books.read')
      ? [{ name: t.pages.books, path: paths.trialBalance(slug) }]
      : []),
    { name: t.pages.closing, path: paths.closing(slug) },
    { name: t.pages.accounting, path: paths.accounting(slug) },
  ]
  return (
    <Sections label={t.sections} pages={pages}>
      <Outlet />
    </Sections>
  )
}
