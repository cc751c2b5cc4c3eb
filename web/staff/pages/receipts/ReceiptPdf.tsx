import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { receipts as t } from '../../../messages/en/receipts.ts'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'

/** The same receipt as a PDF, in a tab of its own. */
export function ReceiptPdf({ receipt }: { receipt: { id: string } }) {
  return (
    <Button
      component="a"
      href={paths.receiptPdf(useSlug(), receipt.id)}
      target="_blank"
      rel="noreferrer"
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
    >
      {t.pdf}
    </Button>
  )
}
