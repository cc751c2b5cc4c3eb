import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useLive } from '../../api/live.ts'
import { asProblem } from '../../api/problem.ts'
import { organizationQuery } from '../../api/queries.ts'
import { problems } from '../../messages/en/problems.ts'
import { shell as t } from '../../messages/en/shell.ts'
import { FailedState } from '../../ui/FailedState.tsx'
import { Skeletons } from '../../ui/Skeletons.tsx'
import { useKeys } from '../../ui/useKeys.ts'
import { paths } from '../paths.ts'
import { Navigation } from './Navigation.tsx'
import { useOrganization, useSlug } from './organization.tsx'
import classes from './Shell.module.css'
import { StaleNotice } from './StaleNotice.tsx'
import { KEYS, SHORTCUTS } from './shortcuts.ts'

const KeySheet = lazy(async () => ({ default: (await import('../../ui/KeySheet.tsx')).KeySheet }))
const loadPalette = () => import('./Palette.tsx')
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }))

/** What a page looks for so that `/` goes to its own search field. */
export const PAGE_SEARCH_ID = 'page-search'

/** The frame of every page of an organization; who is not signed in is sent to sign in. */
export function Shell() {
  const slug = useSlug()
  const { data: organization, error, refetch } = useQuery(organizationQuery(slug))
  const router = useRouter()
  const isSignedOut = error !== null && asProblem(error).status === 401

  useEffect(() => {
    if (!isSignedOut) return
    // Read once: while the page changes, the address already is the one of the sign-in page.
    const next = router.state.location.href
    void router.navigate({ to: paths.signIn() as never, search: { next } as never, replace: true })
  }, [isSignedOut, router])

  if (isSignedOut) return null
  if (error) {
    return (
      <main>
        <FailedState error={error} title={problems.pageFailed} onRetry={() => void refetch()} />
      </main>
    )
  }
  if (!organization) return <Skeletons />
  return <Frame key={slug} slug={slug} />
}

function Frame({ slug }: { slug: string }) {
  const isLive = useLive(slug)
  const navigate = useNavigate()
  const mayAdd = useOrganization().me.permissions.includes('clients.write')
  const [paletteIsOpen, setPalette] = useState(false)
  const [sheetIsOpen, setSheet] = useState(false)
  useSignedOut(slug)

  useEffect(() => {
    // The palette is fetched while nothing else is going on, so that Ctrl-K opens at once.
    const timer = setTimeout(() => void loadPalette(), 1_500)
    return () => clearTimeout(timer)
  }, [])

  useKeys({
    [KEYS.palette]: () => setPalette(true),
    [KEYS.find]: () => {
      const field = document.getElementById(PAGE_SEARCH_ID)
      if (field) field.focus()
      else setPalette(true)
    },
    [KEYS.sheet]: () => setSheet(true),
    [KEYS.newClient]: () => mayAdd && void navigate({ to: paths.newClient(slug) as never }),
  })

  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t.skip}
      </a>
      <Navigation onFind={() => setPalette(true)} onSheet={() => setSheet(true)} />
      <main id="content" className={classes.main} tabIndex={-1}>
        {!isLive && <StaleNotice slug={slug} />}
        <Suspense fallback={<Skeletons />}>
          <Outlet />
        </Suspense>
      </main>
      {paletteIsOpen && (
        <Suspense fallback={null}>
          <Palette onClose={() => setPalette(false)} onSheet={() => setSheet(true)} />
        </Suspense>
      )}
      {sheetIsOpen && (
        <Suspense fallback={null}>
          <KeySheet title={t.shortcuts} groups={SHORTCUTS} onClose={() => setSheet(false)} />
        </Suspense>
      )}
    </div>
  )
}

/** When any read of this organization says 401, ask again who is signed in: the shell reacts. */
function useSignedOut(slug: string): void {
  const queryClient = useQueryClient()
  useEffect(
    () =>
      queryClient.getQueryCache().subscribe((event) => {
        if (event.type !== 'updated' || event.action.type !== 'error') return
        if (event.query.queryKey[2] === 'organization') return
        if (asProblem(event.action.error).status !== 401) return
        void queryClient.resetQueries(organizationQuery(slug))
      }),
    [queryClient, slug],
  )
}
