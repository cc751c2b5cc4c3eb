import { ActionIcon, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ClipboardEvent, Fragment } from 'react'
import { checks as t } from '../../../messages/en/checks.ts'
import { Heads } from '../../../ui/cells.tsx'
import { ScrollX } from '../../../ui/ScrollX.tsx'
import table from '../../../ui/table.module.css'
import classes from './Checks.module.css'
import {
  type CheckTyped,
  COLUMNS,
  type Column,
  cellsOf,
  emptyLines,
  withPasted,
} from './check-list.ts'

/** What is said under a line: what it pays, or what is wrong with it. */
export interface LineNote {
  text: string
  /** Wrong: the cell it is about, or the line. */
  wrong?: Column | 'line'
}

interface Props {
  lines: CheckTyped[]
  notes: Map<number, LineNote>
  onLines: (lines: CheckTyped[]) => void
}

/** The list of checks: typed cell by cell, or pasted. There is always an empty line at its end. */
export function CheckLines({ lines, notes, onLines }: Props) {
  function change(line: CheckTyped, column: Column, text: string): void {
    const changed = lines.map((one) => (one === line ? { ...one, [column]: text } : one))
    onLines(line === lines.at(-1) ? [...changed, ...emptyLines(1)] : changed)
  }

  function paste(event: ClipboardEvent, place: number, column: Column): void {
    const cells = cellsOf(event.clipboardData.getData('text/plain'))
    if (cells === null) return
    event.preventDefault()
    onLines(withPasted(lines, { line: place, column }, cells))
  }

  return (
    <ScrollX label={t.list}>
      <table className={`${table.table} ${classes.lines}`}>
        <Heads left={COLUMNS.map((column) => t.columns[column])} last={t.removal} />
        <tbody>
          {lines.map((line, place) => {
            const note = notes.get(line.key)
            return (
              <Fragment key={line.key}>
                <tr>
                  {COLUMNS.map((column) => (
                    <td key={column} className={classes[column]}>
                      <TextInput
                        aria-label={t.cell(t.columns[column], place + 1)}
                        placeholder={place === 0 ? hintOf(column) : undefined}
                        inputMode={column === 'amount' ? 'decimal' : undefined}
                        autoComplete="off"
                        value={line[column]}
                        error={note?.wrong === column}
                        onChange={(event) => change(line, column, event.currentTarget.value)}
                        onPaste={(event) => paste(event, place, column)}
                      />
                    </td>
                  ))}
                  <td className={classes.remove}>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t.remove(place + 1)}
                      disabled={lines.length === 1}
                      onClick={() => onLines(lines.filter((one) => one !== line))}
                    >
                      <IconX size={16} aria-hidden />
                    </ActionIcon>
                  </td>
                </tr>
                {note && (
                  <tr className={note.wrong ? classes.wrong : classes.note}>
                    <td colSpan={COLUMNS.length + 1}>{note.text}</td>
                  </tr>
                )}
              </Fragment>
            )
          })}
        </tbody>
      </table>
    </ScrollX>
  )
}

function hintOf(column: Column): string | undefined {
  if (column === 'client') return t.clientHint
  return column === 'invoice' ? t.invoiceHint : undefined
}
