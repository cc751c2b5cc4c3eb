import type { AttentionItem } from '../../../api/contract.ts'
import { paths } from '../../paths.ts'

/** The page of what an entry is about; null where it has none. */
export function pathOf(slug: string, { about, paymentId, client }: AttentionItem): string | null {
  if (about.what === 'dispute') return paths.dispute(slug, about.id)
  if (about.what === 'difference') return paths.differences(slug)
  if (about.what === 'method') return client && paths.billing(slug, client.id)
  return paymentId && paths.payment(slug, paymentId)
}
