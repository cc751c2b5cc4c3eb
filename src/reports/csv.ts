import { csv } from '../http/csv.ts'

/** The columns of a file, with what stands in each. */
export type Columns<Row> = [heading: string, of: (row: Row) => string][]

/** A page of rows, and how the next one is come by. */
export interface SheetPage<Row> {
  rows: Row[]
  next: (() => Promise<SheetPage<Row>>) | null
}

/**
 * Rows as the text of a file of comma separated values, piece by piece: each piece is a page in a
 * transaction of its own, so a long export keeps nothing open and nobody waiting.
 */
export function csvStream<Row>(
  columns: Columns<Row>,
  first: SheetPage<Row>,
): ReadableStream<Uint8Array> {
  const head = csv([columns.map(([heading]) => heading)], true)
  const text = (rows: Row[]) => csv(rows.map((row) => columns.map(([, of]) => of(row))))
  return textStream(head, text, first)
}

/** The same in any form: what stands above all rows, and what each page of them is as text. */
export function textStream<Row>(
  above: string,
  text: (rows: Row[]) => string,
  first: SheetPage<Row>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let head = above
  let page: SheetPage<Row> | null = first
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (page === null) return controller.close()
      controller.enqueue(encoder.encode(head + text(page.rows)))
      head = ''
      page = page.next && (await page.next())
    },
  })
}
