import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, Outlet } from '@tanstack/react-router'
import { organizationQuery } from '../api/queries.ts'
import { BrokenPage, Missing, MissingPage } from './shell/BrokenPage.tsx'
import { Shell } from './shell/Shell.tsx'

/** Above all pages. A page and what only it needs is loaded when it is opened. */
export const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  errorComponent: BrokenPage,
  notFoundComponent: MissingPage,
})

/** Above all pages of an organization. */
export const organization = createRoute({
  getParentRoute: () => root,
  path: '/o/$slug',
  loader: ({ context, params }) => {
    void context.queryClient.prefetchQuery(organizationQuery(params.slug))
  },
  component: Shell,
  errorComponent: BrokenPage,
  notFoundComponent: Missing,
})
