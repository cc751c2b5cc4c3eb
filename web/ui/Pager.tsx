import { Button } from '@mantine/core'
import { common as t } from '../messages/en/common.ts'
import classes from './Pager.module.css'

interface Props {
  /** Where each page after the first begins, down to the one that is shown. */
  cursors: string[] | undefined
  /** Where the page after this one begins. */
  next: string | null
  /** How many pages there are, once that is known. */
  pages?: number
  onGo: (cursors: string[] | undefined) => void
}

/** Walks a long list page by page; nothing where all of it is shown. */
export function Pager({ cursors = [], next, pages, onGo }: Props) {
  if (!next && cursors.length === 0) return null
  const go = (to: string[]) => onGo(to.length > 0 ? to : undefined)
  return (
    <div className={classes.pager}>
      <span>{t.page(cursors.length + 1, pages)}</span>
      <Button
        variant="default"
        disabled={cursors.length === 0}
        onClick={() => go(cursors.slice(0, -1))}
      >
        {t.previous}
      </Button>
      <Button variant="default" disabled={!next} onClick={() => next && go([...cursors, next])}>
        {t.next}
      </Button>
    </div>
  )
}
