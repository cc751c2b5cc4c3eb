import type { Permission } from '../../../api/contract.ts'
import { settings as t } from '../../../messages/en/settings.ts'
import { paths } from '../../paths.ts'

/** The pages under Settings; each is offered to whoever may see it. */
export const SETTINGS: { name: string; path: (slug: string) => string; needs: Permission }[] = [
  { name: t.roles, path: paths.roles, needs: 'staff.read' },
]
