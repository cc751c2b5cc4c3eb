import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { organization } from './root-routes.tsx'
import { text } from './search-text.ts'

const settings = createRoute({
  getParentRoute: () => organization,
  path: 'settings',
  component: lazyRouteComponent(() => import('./pages/settings/Settings.tsx'), 'Settings'),
})

const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: '/',
  component: lazyRouteComponent(() => import('./pages/settings/Settings.tsx'), 'FirstSettings'),
})

const roles = createRoute({
  getParentRoute: () => settings,
  path: 'roles',
  component: lazyRouteComponent(() => import('./pages/roles/RolesPage.tsx'), 'RolesPage'),
})

const newRole = createRoute({
  getParentRoute: () => roles,
  path: 'new',
  component: lazyRouteComponent(() => import('./pages/roles/RoleDrawer.tsx'), 'NewRole'),
})

const role = createRoute({
  getParentRoute: () => roles,
  path: '$roleId',
  component: lazyRouteComponent(() => import('./pages/roles/RoleDrawer.tsx'), 'EditRole'),
})

const security = createRoute({
  getParentRoute: () => settings,
  path: 'security',
  component: lazyRouteComponent(() => import('./pages/security/SecurityPage.tsx'), 'SecurityPage'),
})

const business = createRoute({
  getParentRoute: () => settings,
  path: 'business',
  component: lazyRouteComponent(() => import('./pages/settings/BusinessPage.tsx'), 'BusinessPage'),
})

const tenders = createRoute({
  getParentRoute: () => settings,
  path: 'tenders',
  component: lazyRouteComponent(() => import('./pages/settings/ChoicesPage.tsx'), 'TendersPage'),
})

const payers = createRoute({
  getParentRoute: () => settings,
  path: 'payers',
  component: lazyRouteComponent(() => import('./pages/settings/ChoicesPage.tsx'), 'PayersPage'),
})

const invoiceSettings = createRoute({
  getParentRoute: () => settings,
  path: 'invoices',
  component: lazyRouteComponent(
    () => import('./pages/settings/InvoiceSettingsPage.tsx'),
    'InvoiceSettingsPage',
  ),
})

const clientFees = createRoute({
  getParentRoute: () => settings,
  path: 'fees',
  component: lazyRouteComponent(
    () => import('./pages/settings/ClientFeesPage.tsx'),
    'ClientFeesPage',
  ),
})

const creditUse = createRoute({
  getParentRoute: () => settings,
  path: 'credit',
  component: lazyRouteComponent(
    () => import('./pages/settings/CreditUsePage.tsx'),
    'CreditUsePage',
  ),
})

const wallet = createRoute({
  getParentRoute: () => settings,
  path: 'saved-cards',
  component: lazyRouteComponent(
    () => import('./pages/settings/WalletSettingsPage.tsx'),
    'WalletSettingsPage',
  ),
})

const processor = createRoute({
  getParentRoute: () => settings,
  path: 'processor',
  component: lazyRouteComponent(
    () => import('./pages/settings/ProcessorPage.tsx'),
    'ProcessorPage',
  ),
})

const mailServer = createRoute({
  getParentRoute: () => settings,
  path: 'email',
  component: lazyRouteComponent(
    () => import('./pages/settings/MailServerPage.tsx'),
    'MailServerPage',
  ),
})

const outbox = createRoute({
  getParentRoute: () => settings,
  path: 'outbox',
  validateSearch: (search): { state?: string } => ({ state: text(search.state) }),
  component: lazyRouteComponent(() => import('./pages/settings/OutboxPage.tsx'), 'OutboxPage'),
})

const mail = createRoute({
  getParentRoute: () => outbox,
  path: '$mailId',
  component: lazyRouteComponent(() => import('./pages/settings/MailDialog.tsx'), 'MailDialog'),
})

/** Everything under Settings. */
export const settingsRoutes = settings.addChildren([
  settingsHome,
  security,
  business,
  tenders,
  payers,
  invoiceSettings,
  clientFees,
  creditUse,
  wallet,
  processor,
  mailServer,
  outbox.addChildren([mail]),
  roles.addChildren([newRole, role]),
])
