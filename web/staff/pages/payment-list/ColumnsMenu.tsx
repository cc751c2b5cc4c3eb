import { IconColumns } from '@tabler/icons-react'
import { paymentList as t } from '../../../messages/en/payment-list.ts'
import { MenuButton } from '../../../ui/MenuButton.tsx'
import type { PaymentListSearch } from '../../payment-list-search.ts'
import { useAddress } from '../../use-address.ts'
import { COLUMNS, type Column } from './filter.ts'
import classes from './PaymentList.module.css'

/** Which columns the table has; they are part of the address and of a saved view. */
export function ColumnsMenu({ columns }: { columns: Column[] }) {
  const [, change] = useAddress<PaymentListSearch>()

  function toggle(column: Column): void {
    const wanted = COLUMNS.filter((each) => (each === column) !== columns.includes(each))
    if (wanted.length > 0) change({ columns: wanted.join(',') }, true)
  }

  return (
    <MenuButton
      className={`${classes.menu} ${classes.wide}`}
      groups={[
        {
          items: COLUMNS.map((column) => ({
            label: t.columns[column],
            isChosen: columns.includes(column),
            run: () => toggle(column),
          })),
        },
      ]}
    >
      <IconColumns size={16} aria-hidden />
      {t.columnsMenu}
    </MenuButton>
  )
}
