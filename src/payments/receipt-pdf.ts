import { createRequire } from 'node:module'
import {
  Document,
  Font,
  Image,
  Page,
  renderToBuffer,
  StyleSheet,
  Text,
  View,
} from '@react-pdf/renderer'
import { createElement as h, type ReactElement } from 'react'
import type { Receipt } from './receipt.ts'
import {
  longDate,
  type ReceiptFact,
  receiptFacts,
  receiptLines,
  SANDBOX_NOTE,
  sayMoney,
  whatRemains,
} from './receipt-words.ts'

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
  head: {
    flexDirection: 'row',
    justifyContent: 'space-between',
    gap: 24,
    marginBottom: 24,
    paddingTop: 14,
    borderTopWidth: 3,
  },
  sender: { flexShrink: 1, maxWidth: 320 },
  logo: {
    height: 40,
    maxWidth: 200,
    objectFit: 'contain',
    objectPosition: 'left',
    marginBottom: 8,
  },
  business: { fontSize: 15, fontWeight: 600, lineHeight: 1.3, marginBottom: 3 },
  quiet: { color: '#5a6676' },
  title: { fontSize: 15, fontWeight: 600, lineHeight: 1.3, marginBottom: 3, textAlign: 'right' },
  amount: { fontSize: 26, fontWeight: 600, lineHeight: 1.2 },
  facts: { marginTop: 16, borderTopWidth: 1, borderTopColor: '#d8dee6' },
  fact: {
    flexDirection: 'row',
    justifyContent: 'space-between',
    gap: 16,
    paddingVertical: 5,
    borderBottomWidth: 1,
    borderBottomColor: '#e8ecf1',
  },
  value: { flexShrink: 1, maxWidth: 340, textAlign: 'right' },
  section: { marginTop: 20, marginBottom: 4, fontWeight: 600 },
  lines: { borderTopWidth: 1, borderTopColor: '#d8dee6' },
  notes: { marginTop: 16 },
  note: { marginBottom: 6 },
  foot: { position: 'absolute', bottom: 36, left: 48, right: 48, fontSize: 8, color: '#5a6676' },
})

/** The receipt as PDF, A4 or Letter by the currency's usual paper. */
export function receiptPdf(receipt: Receipt, logo: Buffer | null): Promise<Buffer> {
  const { organization } = receipt
  return renderToBuffer(
    h(
      Document,
      { title: `Receipt ${receipt.number}`, author: organization.name },
      h(
        Page,
        { size: receipt.amount.currency === 'USD' ? 'LETTER' : 'A4', style: styles.page },
        heading(receipt, logo),
        h(Text, { style: styles.quiet }, 'Amount paid'),
        h(Text, { style: styles.amount }, sayMoney(receipt.amount)),
        h(View, { style: styles.facts }, ...receiptFacts(receipt).map(fact)),
        ...whatItPaid(receipt),
        h(View, { style: styles.notes }, ...notes(receipt)),
        h(
          Text,
          { style: styles.foot, fixed: true },
          `${organization.name} · Receipt ${receipt.number} · Confirmation ${receipt.paymentId}`,
        ),
      ),
    ),
  )
}

function heading({ organization, number, issuedOn }: Receipt, logo: Buffer | null): ReactElement {
  const { name, address, contact, accent } = organization
  const right = { textAlign: 'right' } as const
  return h(
    View,
    { style: [styles.head, { borderTopColor: accent ?? '#3b4cca' }] },
    h(
      View,
      { style: styles.sender },
      ...(logo ? [h(Image, { key: 'logo', src: logo, style: styles.logo })] : []),
      h(Text, { style: styles.business, key: 'name' }, name),
      ...[...address, ...contact].map((line) => h(Text, { style: styles.quiet, key: line }, line)),
    ),
    h(
      View,
      { style: { alignItems: 'flex-end' } },
      h(Text, { style: styles.title }, `Receipt ${number}`),
      h(Text, { style: [styles.quiet, right] }, longDate(issuedOn)),
    ),
  )
}

function whatItPaid(receipt: Receipt): ReactElement[] {
  const lines = receiptLines(receipt)
  if (lines.length === 0) return []
  return [
    h(Text, { style: styles.section, key: 'title' }, 'What it paid'),
    h(View, { style: styles.lines, key: 'lines' }, ...lines.map(fact)),
  ]
}

function notes(receipt: Receipt): ReactElement[] {
  const { policy } = receipt.organization
  const said = [...whatRemains(receipt), policy, receipt.sandbox ? SANDBOX_NOTE : '']
  return said.filter(Boolean).map((line) => h(Text, { style: styles.note, key: line }, line))
}

function fact({ name, value }: ReceiptFact): ReactElement {
  return h(
    View,
    { style: styles.fact, key: `${name} ${value}`, wrap: false },
    h(Text, { style: styles.quiet }, name),
    h(Text, { style: styles.value }, value),
  )
}
