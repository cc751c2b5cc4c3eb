import type { TenderKind } from './contract.ts'

/** A way an organization is paid, under the name it gave it. */
export interface Tender {
  id: string
  kind: TenderKind
  name: string
  position: number
  disabledAt: Date | null
}

/** On whose behalf a payment is made. */
export interface PayerCategory {
  id: string
  name: string
  position: number
  disabledAt: Date | null
}

export type { TenderKind } from './contract.ts'
export {
  findPayerCategory,
  findTender,
  insertStandardTenders,
  listPayerCategories,
  listTenders,
} from './tender-store.ts'
