import type { ReactNode } from 'react'
import classes from './Facts.module.css'

interface Props {
  facts: { label: string; value: ReactNode }[]
}

/** Pairs of label and value. */
export function Facts({ facts }: Props) {
  return (
    <dl className={classes.facts}>
      {facts.map((fact) => (
        <div key={fact.label} className={classes.fact}>
          <dt>{fact.label}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
