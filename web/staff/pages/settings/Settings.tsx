import { Navigate, Outlet } from '@tanstack/react-router'
import { settings as t } from '../../../messages/en/settings.ts'
import { Notice } from '../../../ui/Notice.tsx'
import { LinkButton } from '../../links.tsx'
import { paths } from '../../paths.ts'
import { useOrganization } from '../../shell/organization.tsx'
import { Sections } from '../../shell/Sections.tsx'
import classes from './Settings.module.css'
import { sectionsFor } from './sections.ts'

/** The frame of all settings: their names beside the chosen one, above it where it is narrow. */
export function Settings() {
  const { slug, me } = useOrganization()
  const pages = sectionsFor(me.permissions).map(({ name, path }) => ({ name, path: path(slug) }))
  return (
    <Sections label={t.sections} pages={pages} isBeside>
      {me.needsSecondFactor && (
        <div className={classes.factor}>
          <Notice
            tone="warn"
            title={t.factorTitle}
            actions={<LinkButton to={paths.me(slug)}>{t.factorAction}</LinkButton>}
          >
            {t.factorText}
          </Notice>
        </div>
      )}
      <Outlet />
    </Sections>
  )
}

/** Settings without a name: the first that this person may see. */
export function FirstSettings() {
  const { slug, me } = useOrganization()
  const [first] = sectionsFor(me.permissions)
  return first && <Navigate to={first.path(slug) as never} replace />
}
