import { IconBookmark } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { call } from '../../api/client.ts'
import type { SavedView } from '../../api/contract.ts'
import { savedViewsQuery } from '../../api/queries.ts'
import { savedViews as t } from '../../messages/en/saved-views.ts'
import { MenuButton } from '../../ui/MenuButton.tsx'
import { useOrganization } from '../shell/organization.tsx'
import classes from './Menus.module.css'

const SaveView = lazy(async () => ({ default: (await import('./SaveView.tsx')).SaveView }))

interface Props {
  page: SavedView['page']
  /** Where the list is. */
  path: string
  /** What the list without any filter is called. */
  plain: string
  /** What of the address a view keeps. */
  kept: Record<string, string>
  /** The columns that a list of names asks for; those shown at first where it asks for none. */
  columnsOf: (asked: string | undefined) => string[]
  /** As the address names them. */
  columns: string | undefined
}

/** Ways to look at a list, kept on the server: one's own and the shared ones. */
export function ViewsMenu({ page, path, plain, kept, columnsOf, columns }: Props) {
  const { slug, me } = useOrganization()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { data } = useQuery(savedViewsQuery(slug, page))
  const [isSaving, setSaving] = useState(false)
  const remove = useMutation({
    mutationFn: ({ id }: SavedView) => call(slug, `/saved-views/${id}`, { method: 'DELETE' }),
    onSettled: () =>
      queryClient.invalidateQueries({ queryKey: savedViewsQuery(slug, page).queryKey }),
  })
  const views = data?.data ?? []
  const current = views.find(
    (view) =>
      Object.keys({ ...kept, ...view.query }).every((name) => kept[name] === view.query[name]) &&
      columnsOf(columns).join() === columnsOf(view.columns.join()).join(),
  )
  const mayRemove = current?.isMine || me.permissions.includes('organization.manage')
  const show = (query: object) => void navigate({ to: path as never, search: query as never })

  return (
    <>
      <MenuButton
        className={classes.menu}
        groups={[
          {
            items: [
              {
                label: plain,
                isChosen: Object.keys(kept).length === 0 && columns === undefined,
                run: () => show({}),
              },
              ...views.map((view) => ({
                label: view.isMine ? view.name : t.shared(view.name),
                isChosen: view === current,
                run: () => show({ ...view.query, columns: view.columns.join(',') || undefined }),
              })),
            ],
          },
          {
            items: [
              { label: t.save, run: () => setSaving(true) },
              ...(current && mayRemove
                ? [{ label: t.remove(current.name), run: () => remove.mutate(current) }]
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
            page={page}
            query={kept}
            columns={columnsOf(columns)}
            onClose={() => setSaving(false)}
          />
        </Suspense>
      )}
    </>
  )
}
