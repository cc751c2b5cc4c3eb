import { createRequire } from 'node:module'
import { Document, Font, Page, renderToBuffer, StyleSheet, Text, View } from '@react-pdf/renderer'
import { createElement as h, type ReactElement } from 'react'
import { formatMoney, money } from '../kit/money.ts'
import type { seeReceipt } from './receipt.ts'

type Receipt = Awaited<ReturnType<typeof seeReceipt>>

const FONT = 'Noto Sans'
const require = createRequire(import.meta.url)

/** Full TrueType files that come with npm: the renderer needs neither network nor system fonts. */
function registerFonts(): void {
  const file = (name: string) => require.resolve(`@expo-google-fonts/noto-sans/${name}.ttf`)
  Font.register({
    family: FONT,
    fonts: [
      { src: file('400Regular/NotoSans_400Regular'), fontWeight: 400 },
      { src: file('600SemiBold/NotoSans_600SemiBold'), fontWeight: 600 },
    ],
  })
  // Names and numbers are never broken in two.
  Font.registerHyphenationCallback((word) => [word])
}
registerFonts()

const styles = StyleSheet.create({
  page: { fontFamily: FONT, fontSize: 10, color: '#1c2430', padding: 48, lineHeight: 1.45 },
  head: { flexDirection: 'row', justifyContent: 'space-between', marginBottom: 28 },
  business: { fontSize: 15, fontWeight: 600, lineHeight: 1.3, marginBottom: 3 },
  quiet: { color: '#5a6676' },
  title: { fontSize: 15, fontWeight: 600, lineHeight: 1.3, marginBottom: 3, textAlign: 'right' },
  amount: { fontSize: 26, fontWeight: 600, lineHeight: 1.2 },
  facts: { marginTop: 24, borderTopWidth: 1, borderTopColor: '#d8dee6' },
  fact: {
    flexDirection: 'row',
    justifyContent: 'space-between',
    paddingVertical: 6,
    borderBottomWidth: 1,
    borderBottomColor: '#e8ecf1',
  },
  section: { marginTop: 24, marginBottom: 4, fontWeight: 600 },
  foot: { position: 'absolute', bottom: 36, left: 48, right: 48, fontSize: 8, color: '#5a6676' },
})

/** The receipt as PDF, A4 or Letter by the currency's usual paper. */
export function receiptPdf(receipt: Receipt): Promise<Buffer> {
  return renderToBuffer(
    h(
      Document,
      { title: `Receipt ${receipt.number}`, author: receipt.organization.name },
      h(
        Page,
        { size: receipt.amount.currency === 'USD' ? 'LETTER' : 'A4', style: styles.page },
        heading(receipt),
        h(Text, { style: styles.quiet }, 'Amount paid'),
        h(Text, { style: styles.amount }, say(receipt.amount)),
        h(View, { style: styles.facts }, ...facts(receipt)),
        ...whatItPaid(receipt),
        h(
          Text,
          { style: styles.foot, fixed: true },
          `${receipt.organization.name} · Receipt ${receipt.number} · Confirmation ${receipt.paymentId}`,
        ),
      ),
    ),
  )
}

function heading(receipt: Receipt): ReactElement {
  return h(
    View,
    { style: styles.head },
    h(
      View,
      null,
      h(Text, { style: styles.business }, receipt.organization.name),
      h(Text, { style: styles.quiet }, `For ${receipt.client?.name ?? receipt.account.name}`),
    ),
    h(
      View,
      null,
      h(Text, { style: styles.title }, `Receipt ${receipt.number}`),
      h(Text, { style: [styles.quiet, { textAlign: 'right' }] }, longDate(receipt.issuedOn)),
    ),
  )
}

function facts(receipt: Receipt): ReactElement[] {
  const { card } = receipt
  return [
    fact('Kind', 'Sale'),
    ...(card ? [fact('Paid with', `${card.name.replace(/ (\d{4})$/, ' ending $1')}`)] : []),
    ...(receipt.description ? [fact('For', receipt.description)] : []),
    fact('Taken by', receipt.takenBy),
    fact('Still owed on the account', say(receipt.balanceAfter)),
  ]
}

function whatItPaid(receipt: Receipt): ReactElement[] {
  const lines = receipt.paid.map((paid) =>
    fact(
      paid.stillDue.amount === 0
        ? `${paid.number}, paid in full`
        : `${paid.number}, ${say(paid.stillDue)} still due`,
      say(paid.amount),
    ),
  )
  if (receipt.credit.amount > 0) lines.push(fact('Kept as account credit', say(receipt.credit)))
  return lines.length === 0
    ? []
    : [
        h(Text, { style: styles.section }, 'What it paid'),
        h(View, { style: { borderTopWidth: 1, borderTopColor: '#d8dee6' } }, ...lines),
      ]
}

function fact(name: string, value: string): ReactElement {
  return h(
    View,
    { style: styles.fact, key: name },
    h(Text, { style: styles.quiet }, name),
    h(Text, null, value),
  )
}

function say({ amount, currency }: { amount: number; currency: string }): string {
  return formatMoney(money(BigInt(amount), currency))
}

function longDate(date: string): string {
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${date}T00:00:00Z`),
  )
}
