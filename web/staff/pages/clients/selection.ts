import { useState } from 'react'
import type { ClientRow } from '../../../api/contract.ts'

/** Rows ticked one by one, or everybody whom the list finds, also on other pages. */
export interface Selection {
  isAll: boolean
  rows: ReadonlyMap<string, ClientRow>
  toggle: (row: ClientRow) => void
  /** All of these, or none of them where all are. */
  togglePage: (rows: ClientRow[]) => void
  selectAll: () => void
  clear: () => void
}

/** What is ticked in a list; another search or view begins anew. */
export function useSelection(list: string): Selection {
  const [kept, keep] = useState<Kept>({ list, isAll: false, rows: new Map() })
  const { isAll, rows } = kept.list === list ? kept : { isAll: false, rows: new Map() }
  const set = (changed: Map<string, ClientRow>) => keep({ list, isAll: false, rows: changed })
  return {
    isAll,
    rows,
    toggle(row) {
      const changed = new Map(rows)
      if (!changed.delete(row.id)) changed.set(row.id, row)
      set(changed)
    },
    togglePage(page) {
      const changed = new Map(rows)
      const areAll = page.every(({ id }) => changed.has(id))
      for (const row of page) {
        if (areAll) changed.delete(row.id)
        else changed.set(row.id, row)
      }
      set(changed)
    },
    selectAll: () => keep({ list, isAll: true, rows: new Map() }),
    clear: () => set(new Map()),
  }
}

interface Kept {
  list: string
  isAll: boolean
  rows: Map<string, ClientRow>
}
