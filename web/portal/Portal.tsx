import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import type { PortalPlace } from '../api/contract.ts'
import { FailedState } from '../ui/FailedState.tsx'
import { Frame } from './Frame.tsx'
import { Overview } from './pages/Overview.tsx'
import { sessionQuery } from './queries.ts'
import { Waiting } from './Waiting.tsx'

const Enter = lazy(async () => ({ default: (await import('./pages/Enter.tsx')).Enter }))
const SignIn = lazy(async () => ({ default: (await import('./pages/SignIn.tsx')).SignIn }))
const Places = lazy(async () => ({ default: (await import('./pages/Places.tsx')).Places }))
const Profile = lazy(async () => ({ default: (await import('./pages/Profile.tsx')).Profile }))
const ConfirmEmail = lazy(async () => ({
  default: (await import('./pages/ConfirmEmail.tsx')).ConfirmEmail,
}))
const Pay = lazy(async () => ({ default: (await import('./pages/Pay.tsx')).Pay }))
const PaymentResult = lazy(async () => ({
  default: (await import('./pages/PaymentResult.tsx')).PaymentResult,
}))
const LinkPage = lazy(async () => ({ default: (await import('./link/LinkPage.tsx')).LinkPage }))
const Wallet = lazy(async () => ({ default: (await import('./pages/Wallet.tsx')).Wallet }))

/** Every page of the portal. */
export function Portal() {
  return (
    <Suspense fallback={<Waiting />}>
      <Switch>
        <Route path="/portal/enter">
          <Enter />
        </Route>
        <Route path="/portal/confirm-email">
          <ConfirmEmail />
        </Route>
        <Route path="/portal/profile">
          <Profile />
        </Route>
        <Route path="/portal/link">
          <LinkPage />
        </Route>
        <Route path="/portal/a/:accountId/*?">
          {({ accountId }) => <AccountPages accountId={accountId} />}
        </Route>
        <Route path="/portal">
          <Door />
        </Route>
        <Route>
          <Redirect to="/portal" replace />
        </Route>
      </Switch>
    </Suspense>
  )
}

/** Signed out: the sign-in. One account: that one. Several: the choice. */
function Door() {
  const { data: session, error, refetch } = useQuery(sessionQuery())
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!session) return <Waiting />
  if (!session.person) return <SignIn />
  const [only, ...others] = session.places
  if (only && others.length === 0 && session.elsewhere.length === 0) {
    return <Redirect to={`/portal/a/${only.accountId}`} replace />
  }
  return <Places session={session} />
}

function AccountPages({ accountId }: { accountId: string }) {
  const { data: session, error, refetch } = useQuery(sessionQuery())
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />
  if (!session) return <Waiting />
  const place = session.places.find((one) => one.accountId === accountId)
  if (!session.person || !place) return <Redirect to="/portal" replace />
  return (
    <Frame place={place} session={session}>
      <Switch>
        <Route path="/portal/a/:accountId">
          <Overview accountId={accountId} />
        </Route>
        <Route path="/portal/a/:accountId/pay">
          <Pay accountId={accountId} />
        </Route>
        <Route path="/portal/a/:accountId/payments/:id">
          {({ id }) => <PaymentResult accountId={accountId} id={id} />}
        </Route>
        <Route path="/portal/a/:accountId/wallet">
          <Wallet accountId={accountId} />
        </Route>
        <Route>
          <Redirect to={homeOf(place)} replace />
        </Route>
      </Switch>
    </Frame>
  )
}

function homeOf({ accountId }: PortalPlace): string {
  return `/portal/a/${accountId}`
}
