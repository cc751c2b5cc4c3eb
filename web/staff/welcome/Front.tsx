import { Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTabTitle } from '../../ui/tab-title.ts'
import classes from './Front.module.css'

interface Props {
  title: string
  text?: ReactNode
  wide?: boolean
  children: ReactNode
}

/** The frame of pages outside an organization. */
export function Front({ title, text, wide = false, children }: Props) {
  useTabTitle(title)
  return (
    <div className={classes.front}>
      <header className={classes.brand}>
        <img src="/favicon.svg" alt="" width={30} height={30} />
        Onfile
      </header>
      <main className={wide ? classes.wide : classes.card}>
        <Title order={1}>{title}</Title>
        {text && <p className={classes.text}>{text}</p>}
        {children}
      </main>
    </div>
  )
}
