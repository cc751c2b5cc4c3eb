import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { Permission } from '../api/contract.ts'
import { common as t } from '../messages/en/common.ts'
import { useOrganization } from './shell/organization.tsx'

interface Props {
  needs: Permission
  /** Opened by the browser itself, which keeps the file. */
  href: string
  label?: string
}

/** The same table as a file, for those who may take it away. */
export function ExportCsv({ needs, href, label = t.exportCsv }: Props) {
  const { me } = useOrganization()
  if (!me.permissions.includes(needs)) return null
  return (
    <Button
      component="a"
      variant="default"
      href={href}
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {label}
    </Button>
  )
}
