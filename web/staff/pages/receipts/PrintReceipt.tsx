import { Button } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { receipts as t } from '../../../messages/en/receipts.ts'

/** Prints what stands on the page; its style for paper leaves the rest away. */
export function PrintReceipt() {
  return (
    <Button
      variant="default"
      leftSection={<IconPrinter size={16} aria-hidden />}
      onClick={() => window.print()}
    >
      {t.print}
    </Button>
  )
}
