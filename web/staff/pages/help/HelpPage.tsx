import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { help as t } from '../../../messages/en/help.ts'
import { Notice } from '../../../ui/Notice.tsx'
import { Page, Panel } from '../../../ui/Page.tsx'
import classes from './Help.module.css'

/** What the front desk does every day, each part with an address of its own. */
export function HelpPage() {
  const { hash } = useLocation()
  useEffect(() => {
    const part = document.getElementById(hash)
    part?.scrollIntoView()
    part?.focus()
  }, [hash])
  return (
    <Page title={t.title} subtitle={t.intro} narrow>
      <nav aria-label={t.contents} className={classes.contents}>
        {t.sections.map(({ id, title }) => (
          <a key={id} href={`#${id}`}>
            {title}
          </a>
        ))}
      </nav>
      {t.sections.map(({ id, title, steps, notes }) => (
        <div key={id} id={id} tabIndex={-1} className={classes.part}>
          <Panel title={title}>
            {steps.length > 0 && (
              <ol className={classes.steps}>
                {steps.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            )}
            {notes.length > 0 && (
              <ul className={classes.notes}>
                {notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            )}
          </Panel>
        </div>
      ))}
      <Notice tone="quiet">{t.keys}</Notice>
    </Page>
  )
}
