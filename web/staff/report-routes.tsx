import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { paths } from './paths.ts'
import { readReportSearch } from './report-search.ts'
import { organization } from './root-routes.tsx'

const reports = createRoute({
  getParentRoute: () => organization,
  path: 'reports',
  component: lazyRouteComponent(() => import('./pages/reports/ReportsFrame.tsx'), 'ReportsFrame'),
})

const reportsHome = createRoute({
  getParentRoute: () => reports,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: paths.dashboard(params.slug) as never, replace: true })
  },
})

const dashboard = createRoute({
  getParentRoute: () => reports,
  path: 'dashboard',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('./pages/reports/DashboardPage.tsx'), 'DashboardPage'),
})

const transactions = createRoute({
  getParentRoute: () => reports,
  path: 'transactions',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(
    () => import('./pages/reports/TransactionsPage.tsx'),
    'TransactionsPage',
  ),
})

const takings = createRoute({
  getParentRoute: () => reports,
  path: 'payments',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('./pages/reports/TakingsPage.tsx'), 'TakingsPage'),
})

const echecks = createRoute({
  getParentRoute: () => reports,
  path: 'echecks',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('./pages/reports/EchecksPage.tsx'), 'EchecksPage'),
})

const aging = createRoute({
  getParentRoute: () => reports,
  path: 'aging',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('./pages/reports/AgingPage.tsx'), 'AgingPage'),
})

const endOfDay = createRoute({
  getParentRoute: () => reports,
  path: 'day',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('./pages/reports/DayPage.tsx'), 'DayPage'),
})

const deposits = createRoute({
  getParentRoute: () => reports,
  path: 'deposits',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('./pages/reports/DepositsPage.tsx'), 'DepositsPage'),
})

const deposit = createRoute({
  getParentRoute: () => reports,
  path: 'deposits/$depositId',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('./pages/reports/DepositPage.tsx'), 'DepositPage'),
})

const trialBalance = createRoute({
  getParentRoute: () => reports,
  path: 'books',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('./pages/reports/BooksPages.tsx'), 'TrialBalancePage'),
})

const ledgerAccount = createRoute({
  getParentRoute: () => reports,
  path: 'books/$account',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(
    () => import('./pages/reports/BooksPages.tsx'),
    'LedgerAccountPage',
  ),
})

const closing = createRoute({
  getParentRoute: () => reports,
  path: 'months',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('./pages/reports/ClosingPage.tsx'), 'ClosingPage'),
})

const accounting = createRoute({
  getParentRoute: () => reports,
  path: 'accounting',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(
    () => import('./pages/reports/AccountingPage.tsx'),
    'AccountingPage',
  ),
})

const entries = createRoute({
  getParentRoute: () => organization,
  path: 'accounts/$accountId/entries',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('./pages/accounts/EntriesPage.tsx'), 'EntriesPage'),
})

const accountHistory = createRoute({
  getParentRoute: () => organization,
  path: 'accounts/$accountId/history',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('./pages/accounts/HistoryPage.tsx'), 'HistoryPage'),
})

const statement = createRoute({
  getParentRoute: () => organization,
  path: 'accounts/$accountId/statement',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(
    () => import('./pages/accounts/StatementPage.tsx'),
    'StatementPage',
  ),
})

/** The reports, and what a figure of an account opens into. */
export const reportRoutes = [
  reports.addChildren([
    reportsHome,
    dashboard,
    transactions,
    takings,
    echecks,
    aging,
    endOfDay,
    deposits,
    deposit,
    trialBalance,
    ledgerAccount,
    closing,
    accounting,
  ]),
  entries,
  accountHistory,
  statement,
]
