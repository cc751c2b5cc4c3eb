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
import type { PaperFact } from './paper-words.ts'

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

const RIGHT = { textAlign: 'right' } as const
const RULE = '#d8dee6'
const FINE_RULE = '#e8ecf1'

const styles = StyleSheet.create({
  page: {
    fontFamily: FONT,
    fontSize: 10,
    color: '#1c2430',
    padding: 48,
    // Room for the foot, which stands on every page.
    paddingBottom: 64,
    lineHeight: 1.45,
  },
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
  title: { fontSize: 15, fontWeight: 600, lineHeight: 1.3, marginBottom: 3, ...RIGHT },
  amount: { fontSize: 26, fontWeight: 600, lineHeight: 1.2 },
  facts: { marginTop: 16, borderTopWidth: 1, borderTopColor: RULE },
  fact: {
    flexDirection: 'row',
    justifyContent: 'space-between',
    gap: 16,
    paddingVertical: 5,
    borderBottomWidth: 1,
    borderBottomColor: FINE_RULE,
  },
  strong: { fontWeight: 600, color: '#1c2430' },
  value: { flexShrink: 1, maxWidth: 340, ...RIGHT },
  section: { marginTop: 20, marginBottom: 4, fontWeight: 600 },
  lines: { borderTopWidth: 1, borderTopColor: RULE },
  notes: { marginTop: 16 },
  note: { marginBottom: 6 },
  row: {
    flexDirection: 'row',
    gap: 10,
    paddingVertical: 5,
    borderBottomWidth: 1,
    borderBottomColor: FINE_RULE,
  },
  cell: { width: 72, ...RIGHT },
  first: { width: 108 },
  wide: { flexGrow: 1, flexShrink: 1, flexBasis: 0 },
  small: { fontSize: 8.5, color: '#5a6676' },
  foot: { position: 'absolute', bottom: 36, left: 48, right: 48, fontSize: 8, color: '#5a6676' },
})

/** Who writes, as every document shows it. */
export interface PaperSender {
  name: string
  address: string[]
  contact: string[]
  accent: string | null
}

export interface Paper {
  /** "Receipt R-1001": the title of the file and of the page. */
  title: string
  /** Under the title, such as its date. */
  under: string[]
  sender: PaperSender
  logo: Buffer | null
  /** ISO 4217; its usual paper is taken: Letter or A4. */
  currency: string
  body: ReactElement[]
  foot: string
}

/** A document as PDF, on the organization's paper. */
export function paperPdf(paper: Paper): Promise<Buffer> {
  return renderToBuffer(
    h(
      Document,
      { title: paper.title, author: paper.sender.name },
      h(
        Page,
        { size: paper.currency === 'USD' ? 'LETTER' : 'A4', style: styles.page },
        heading(paper),
        ...paper.body,
        h(Text, { style: styles.foot, fixed: true }, paper.foot),
      ),
    ),
  )
}

function heading({ title, under, sender, logo }: Paper): ReactElement {
  const { name, address, contact, accent } = sender
  return h(
    View,
    { style: [styles.head, { borderTopColor: accent ?? '#3b4cca' }] },
    h(
      View,
      { style: styles.sender },
      ...(logo ? [h(Image, { key: 'logo', src: logo, style: styles.logo })] : []),
      h(Text, { style: styles.business, key: 'name' }, name),
      ...[...address, ...contact].map((line) => h(Text, { style: styles.quiet }, line)),
    ),
    h(
      View,
      { style: { alignItems: 'flex-end' } },
      h(Text, { style: styles.title }, title),
      ...under.map((line) => h(Text, { style: [styles.quiet, RIGHT] }, line)),
    ),
  )
}

/** The amount a document is about, large, with what it is in front. */
export function paperAmount(label: string, amount: string): ReactElement[] {
  return [
    h(Text, { style: styles.quiet, key: 'label' }, label),
    h(Text, { style: styles.amount, key: 'amount' }, amount),
  ]
}

export function paperFacts(facts: PaperFact[]): ReactElement {
  return h(View, { style: styles.facts, key: 'facts' }, ...facts.map((one) => fact(one)))
}

/** Names and amounts under a heading; nothing where there are none. */
export function paperSection(title: string, lines: PaperFact[]): ReactElement[] {
  if (lines.length === 0) return []
  return [
    h(Text, { style: styles.section, key: title }, title),
    h(View, { style: styles.lines, key: `${title} lines` }, ...lines.map((one) => fact(one))),
  ]
}

/** Rows under names of columns, with a heading; the second column takes what room there is. */
export function paperTable(title: string, columns: string[], rows: string[][]): ReactElement[] {
  const style = (n: number) => (n === 1 ? styles.wide : n === 0 ? styles.first : styles.cell)
  return [
    h(Text, { style: styles.section, key: title }, title),
    h(
      View,
      { style: styles.lines, key: `${title} rows` },
      h(
        View,
        { style: styles.row, key: 'names', fixed: true },
        ...columns.map((name, n) => h(Text, { style: [style(n), styles.small], key: name }, name)),
      ),
      ...rows.map((cells, row) =>
        h(
          View,
          { style: styles.row, key: String(row), wrap: false },
          ...columns.map((name, n) => h(Text, { style: style(n), key: name }, cells[n] ?? '')),
        ),
      ),
    ),
  ]
}

export function paperNotes(notes: string[]): ReactElement {
  return h(
    View,
    { style: styles.notes, key: 'notes' },
    ...notes.filter(Boolean).map((line) => h(Text, { style: styles.note }, line)),
  )
}

/** Sums under a table; the last one is what it comes to. */
export function paperSums(sums: PaperFact[]): ReactElement {
  return h(
    View,
    { key: 'sums', style: { marginTop: 2 } },
    ...sums.map((one, n) => fact(one, n === sums.length - 1)),
  )
}

/** One row of a table: what it is, a smaller line under it, and figures at the right. */
export interface PaperRow {
  text: string
  under: string
  figures: string[]
}

/** A table: the first column takes the room that the figures leave. Its head stands on every page. */
export function paperLines(heads: string[], rows: PaperRow[]): ReactElement {
  const [first = '', ...figures] = heads
  return h(
    View,
    { key: 'table', style: { marginTop: 18 } },
    h(
      View,
      { style: [styles.row, { borderBottomColor: RULE }], fixed: true, key: 'head' },
      h(Text, { style: [styles.wide, styles.quiet] }, first),
      ...figures.map((head) => h(Text, { style: [styles.cell, styles.quiet], key: head }, head)),
    ),
    ...rows.map(({ text, under, figures: values }, n) =>
      h(
        View,
        { style: styles.row, wrap: false, key: `row ${n}` },
        h(
          View,
          { style: styles.wide },
          h(Text, { key: 'text' }, text),
          ...(under ? [h(Text, { style: styles.small, key: 'under' }, under)] : []),
        ),
        ...values.map((value, place) =>
          h(Text, { style: styles.cell, key: figures[place] ?? place }, value),
        ),
      ),
    ),
  )
}

function fact({ name, value }: PaperFact, isStrong = false): ReactElement {
  return h(
    View,
    { style: styles.fact, wrap: false },
    h(Text, { style: isStrong ? styles.strong : styles.quiet }, name),
    h(Text, { style: isStrong ? [styles.value, styles.strong] : styles.value }, value),
  )
}
