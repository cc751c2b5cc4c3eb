import type { ComponentProps } from 'react'
import { Money } from './Money.tsx'
import table from './table.module.css'

interface HeadsProps {
  left: string[]
  right?: string[]
  /** Stands after the numbers. */
  last?: string
}

/** The head of a table: what is named at the left, then what stands over numbers. */
export function Heads({ left, right = [], last }: HeadsProps) {
  return (
    <thead>
      <tr>
        {left.map((name) => (
          <th key={name} scope="col">
            {name}
          </th>
        ))}
        {right.map((name) => (
          <th key={name} scope="col" className={table.right}>
            {name}
          </th>
        ))}
        {last && <th scope="col">{last}</th>}
      </tr>
    </thead>
  )
}

interface MoneyCellProps extends Omit<ComponentProps<typeof Money>, 'value' | 'className'> {
  /** Absent: the cell stays empty. */
  value: ComponentProps<typeof Money>['value'] | null | undefined | false
  strong?: boolean
}

/** An amount in a column of amounts. */
export function MoneyCell({ value, strong = false, ...rest }: MoneyCellProps) {
  return (
    <td className={strong ? `${table.right} ${table.strong}` : table.right}>
      {value && <Money value={value} {...rest} />}
    </td>
  )
}
