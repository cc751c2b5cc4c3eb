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
  const encoder = new TextEncoder()
  let head = csv([columns.map(([heading]) => heading)], true)
  let page: SheetPage<Row> | null = first
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (page === null) return controller.close()
      const rows = page.rows.map((row) => columns.map(([, of]) => of(row)))
      controller.enqueue(encoder.encode(head + csv(rows)))
      head = ''
      page = page.next && (await page.next())
    },
  })
}
