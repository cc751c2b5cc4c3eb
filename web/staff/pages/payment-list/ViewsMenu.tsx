import { IconBookmark } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { call } from '../../../api/client.ts'
import type { SavedView } from '../../../api/contract.ts'
import { savedViewsQuery } from '../../../api/queries.ts'
import { paymentList as t } from '../../../messages/en/payment-list.ts'
import { MenuButton } from '../../../ui/MenuButton.tsx'
import { paths } from '../../paths.ts'
import type { PaymentListSearch } from '../../payment-list-search.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { columnsOf, keptOf } from './filter.ts'
import classes from './PaymentList.module.css'

const SaveView = lazy(async () => ({ default: (await import('./SaveView.tsx')).SaveView }))

/** Ways to look at the list, kept on the server: one's own and the shared ones. */
export function ViewsMenu() {
  const { slug, me } = useOrganization()
  const search = useSearch({ strict: false }) as PaymentListSearch
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { data } = useQuery(savedViewsQuery(slug, 'payments'))
  const [isSaving, setSaving] = useState(false)
  const remove = useMutation({
    mutationFn: ({ id }: SavedView) => call(slug, `/saved-views/${id}`, { method: 'DELETE' }),
    onSettled: () =>
      queryClient.invalidateQueries({ queryKey: savedViewsQuery(slug, 'payments').queryKey }),
  })
  const views = data?.data ?? []
  const current = views.find((view) => isShown(view, search))
  const mayRemove = current?.isMine || me.permissions.includes('organization.manage')
  const show = (query: PaymentListSearch) =>
    void navigate({ to: paths.payments(slug) as never, search: query as never })

  return (
    <>
      <MenuButton
        className={classes.menu}
        groups={[
          {
            items: [
              { label: t.allPayments, isChosen: isPlain(search), run: () => show({}) },
              ...views.map((view) => ({
                label: view.isMine ? view.name : t.shared(view.name),
                isChosen: view === current,
                run: () => show({ ...view.query, columns: view.columns.join(',') || undefined }),
              })),
            ],
          },
          {
            items: [
              { label: t.saveView, run: () => setSaving(true) },
              ...(current && mayRemove
                ? [{ label: t.removeView(current.name), run: () => remove.mutate(current) }]
                : []),
            ],
          },
        ]}
      >
        <IconBookmark size={16} aria-hidden />
        {current?.name ?? t.views}
      </MenuButton>
      {isSaving && (
        <Suspense fallback={null}>
          <SaveView
            query={keptOf(search)}
            columns={columnsOf(search)}
            onClose={() => setSaving(false)}
          />
        </Suspense>
      )}
    </>
  )
}

function isPlain(search: PaymentListSearch): boolean {
  return Object.keys(keptOf(search)).length === 0 && search.columns === undefined
}

function isShown(view: SavedView, search: PaymentListSearch): boolean {
  const kept = keptOf(search)
  const names = Object.keys({ ...kept, ...view.query })
  return (
    names.every((name) => kept[name] === view.query[name]) &&
    columnsOf(search).join() === columnsOf({ columns: view.columns.join() }).join()
  )
}
