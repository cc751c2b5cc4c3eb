import { Button } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import type { PortalSession } from '../../api/contract.ts'
import { portal as t } from '../../messages/en/portal.ts'
import { Money } from '../../ui/Money.tsx'
import { useTabTitle } from '../../ui/tab-title.ts'
import { SignOut } from '../Frame.tsx'
import classes from '../Portal.module.css'
import { SignIn } from './SignIn.tsx'

/** The accounts of somebody who acts for several, here and at other organizations. */
export function Places({ session }: { session: PortalSession }) {
  useTabTitle(t.yourAccounts)
  const [through, setThrough] = useState<string | null>(null)
  if (through !== null) {
    return (
      <SignIn
        organization={through}
        email={session.person?.email ?? ''}
        onEntered={() => setThrough(null)}
      />
    )
  }
  const isNone = session.places.length + session.elsewhere.length === 0
  return (
    <main className={classes.narrow}>
      <h1>{isNone ? t.noPlaces : t.yourAccounts}</h1>
      {isNone && <p className={classes.lead}>{t.noPlacesText}</p>}
      <ul className={classes.list}>
        {session.places.map((place) => (
          <li key={place.accountId}>
            <Link href={`/portal/a/${place.accountId}`} className={classes.place}>
              <span>
                <strong>{place.organization.name}</strong>
                <span className={classes.quiet}>{place.accountName}</span>
              </span>
              <Money value={place.balance} muteZero />
            </Link>
          </li>
        ))}
      </ul>
      {session.elsewhere.length > 0 && <h2>{t.elsewhere}</h2>}
      <ul className={classes.list}>
        {session.elsewhere.map(({ slug, name }) => (
          <li key={slug} className={classes.place}>
            <span>{t.elsewhereText(name)}</span>
            <Button variant="default" size="compact-sm" onClick={() => setThrough(slug)}>
              {t.openElsewhere}
            </Button>
          </li>
        ))}
      </ul>
      <div className={classes.row}>
        <Link href="/portal/profile" className={classes.link}>
          {t.signedInAs(session.person?.name ?? '')}
        </Link>
        <SignOut />
      </div>
    </main>
  )
}
