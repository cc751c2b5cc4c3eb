import { Link } from '@tanstack/react-router'
import type { ClientView } from '../../../api/contract.ts'
import { clients as t } from '../../../messages/en/clients.ts'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import classes from './ClientList.module.css'

const VIEWS: ClientView[] = ['all', 'owing', 'cardOnFile', 'archived']

/** Saved views as links, so that each has its address. */
export function ViewTabs({ view }: { view: ClientView }) {
  const { slug, me } = useOrganization()
  // Who may not see saved cards may not ask who has one either.
  const views = VIEWS.filter(
    (each) => each !== 'cardOnFile' || me.permissions.includes('wallet.read'),
  )
  return (
    <nav aria-label={t.view} className={classes.views}>
      {views.map((each) => (
        <Link
          key={each}
          to={paths.clients(slug) as never}
          search={
            ((before: Record<string, unknown>) => ({
              search: before.search,
              columns: before.columns,
              view: each === 'all' ? undefined : each,
            })) as never
          }
          className={classes.view}
          data-active={each === view || undefined}
          aria-current={each === view ? 'true' : undefined}
          activeProps={{}}
        >
          {t.views[each]}
        </Link>
      ))}
    </nav>
  )
}
