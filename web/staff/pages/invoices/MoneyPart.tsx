import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../api/client.ts'
import type { InvoiceDetail } from '../../../api/contract.ts'
import { invoices as t } from '../../../messages/en/invoices.ts'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { dateText } from '../../../ui/dates.ts'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { Money, moneyText } from '../../../ui/Money.tsx'
import { Panel } from '../../../ui/Page.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import { GuardedButton } from '../../guarded.tsx'
import { paths } from '../../paths.ts'
import { useSlug } from '../../shell/organization.tsx'
import classes from '../billing/Billing.module.css'
import { EmailDocument } from './EmailDocument.tsx'
import own from './Invoices.module.css'

/** Payment and refund: what was put against it, what was taken off, and what took it back. */
export function MoneyPart({ invoice }: { invoice: InvoiceDetail }) {
  const { allocations, creditNotes, writeOffs } = invoice
  const isEmpty = allocations.length + creditNotes.length + writeOffs.length === 0
  return (
    <Panel title={t.moneySection} flush>
      {isEmpty ? (
        <EmptyState title={t.nothingYet}>{t.nothingYetText}</EmptyState>
      ) : (
        <ScrollX label={t.moneySection}>
          <table className={`${table.table} ${table.dated}`}>
            <thead>
              <tr>
                <th scope="col">{t.when}</th>
                <th scope="col">{t.what}</th>
                <th scope="col" className={table.right}>
                  {t.amount}
                </th>
                <th scope="col" className={table.right}>
                  {t.dueAfter}
                </th>
              </tr>
            </thead>
            <tbody className={table.rows}>
              {allocations.map((part) => (
                <AllocationRow key={part.id} part={part} />
              ))}
              {creditNotes.map((note) => (
                <CreditNoteRow key={note.id} note={note} sendTo={invoice.sendTo} />
              ))}
              {writeOffs.map((one) => (
                <WriteOffRow key={one.id} writeOff={one} />
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </Panel>
  )
}

function AllocationRow({ part }: { part: InvoiceDetail['allocations'][number] }) {
  const slug = useSlug()
  const { paymentId, amount, why, receiptNumber } = part
  return (
    <tr>
      <td className={classes.nowrap}>{dateText(part.on)}</td>
      <td className={own.what} data-on={dateText(part.on)}>
        {paymentId ? (
          <Link to={paths.payment(slug, paymentId) as never} className={classes.number}>
            {part.method}
          </Link>
        ) : (
          part.method
        )}
        <div className={table.sub}>
          {amount.amount < 0 && why === 'person' ? t.takenOff : (t.whys[why] ?? why)},{' '}
          {t.putBy(part.by)}
          {receiptNumber && amount.amount > 0 && `, ${t.receipt(receiptNumber)}`}
        </div>
      </td>
      <td className={table.right}>
        <Money value={amount} className={amount.amount < 0 ? own.below : table.strong} />
      </td>
      <td className={table.right}>
        <Money value={part.dueAfter} />
      </td>
    </tr>
  )
}

interface NoteProps {
  note: InvoiceDetail['creditNotes'][number]
  sendTo: string | null
}

function CreditNoteRow({ note, sendTo }: NoteProps) {
  const slug = useSlug()
  const { number, reason, total } = note
  return (
    <tr>
      <td className={classes.nowrap}>{dateText(note.issuedOn)}</td>
      <td className={own.what} data-on={dateText(note.issuedOn)}>
        {note.isVoid ? t.voidOf(number, reason) : t.creditNoteOf(number, reason)}
        <div className={table.sub}>{t.putBy(note.by)}</div>
        <Button.Group>
          <Button
            component="a"
            href={paths.creditNotePdf(slug, note.id)}
            target="_blank"
            rel="noreferrer"
            variant="subtle"
            size="compact-sm"
            aria-label={t.notePdf(number)}
            leftSection={<IconDownload size={14} aria-hidden />}
          >
            {t.pdf}
          </Button>
          <EmailDocument
            about={{ number, sendTo }}
            path={`/credit-notes/${note.id}/emails`}
            smallAbout={t.noteEmail(number)}
          />
        </Button.Group>
      </td>
      <td className={table.right}>
        <Money value={{ ...total, amount: -total.amount }} className={own.below} />
      </td>
      <td className={table.right}>{t.dash}</td>
    </tr>
  )
}

function WriteOffRow({ writeOff }: { writeOff: InvoiceDetail['writeOffs'][number] }) {
  const slug = useSlug()
  const queryClient = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const { id, amount, reversed } = writeOff
  async function reverse(): Promise<void> {
    await call(slug, `/write-offs/${id}/reverse`, { method: 'POST' })
    await queryClient.invalidateQueries({ queryKey: ['o', slug] })
  }
  return (
    <tr>
      <td className={classes.nowrap}>{dateText(writeOff.on)}</td>
      <td className={own.what} data-on={dateText(writeOff.on)}>
        {t.writeOffOf(writeOff.reason)}
        <div className={table.sub}>
          {reversed ? t.reversedOn(dateText(reversed.on), reversed.by) : t.putBy(writeOff.by)}
        </div>
        {!reversed && (
          <GuardedButton
            needs="invoices.writeOff"
            variant="subtle"
            size="compact-sm"
            onClick={() => setAsking(true)}
          >
            {t.reverse}
          </GuardedButton>
        )}
        {isAsking && (
          <ConfirmDialog
            title={t.reverseTitle(moneyText(amount))}
            action={t.reverse}
            onConfirm={reverse}
            onClose={() => setAsking(false)}
          >
            {t.reverseText}
          </ConfirmDialog>
        )}
      </td>
      <td className={table.right}>
        <Money value={{ ...amount, amount: -amount.amount }} className={own.below} />
      </td>
      <td className={table.right}>{t.dash}</td>
    </tr>
  )
}
