import { IconColumns } from '@tabler/icons-react'
import { savedViews as t } from '../../messages/en/saved-views.ts'
import { MenuButton } from '../../ui/MenuButton.tsx'
import classes from './Menus.module.css'

interface Props<Column extends string> {
  /** All that the list can show, in its order, with their names. */
  all: { id: Column; name: string }[]
  shown: Column[]
  onChange: (columns: Column[]) => void
}

/** Which columns a table has; they are part of its address and of a saved view. */
export function ColumnsMenu<Column extends string>({ all, shown, onChange }: Props<Column>) {
  function toggle(column: Column): void {
    const wanted = all.map(({ id }) => id).filter((id) => (id === column) !== shown.includes(id))
    if (wanted.length > 0) onChange(wanted)
  }

  return (
    <MenuButton
      className={`${classes.menu} ${classes.wide}`}
      groups={[
        {
          items: all.map(({ id, name }) => ({
            label: name,
            isChosen: shown.includes(id),
            run: () => toggle(id),
          })),
        },
      ]}
    >
      <IconColumns size={16} aria-hidden />
      {t.columns}
    </MenuButton>
  )
}
