import { Kbd, Modal } from '@mantine/core'
import { common as t } from '../messages/en/common.ts'
import classes from './KeySheet.module.css'

export interface Shortcut {
  keys: string[]
  does: string
}

export interface ShortcutGroup {
  title: string
  shortcuts: Shortcut[]
}

interface Props {
  title: string
  groups: ShortcutGroup[]
  onClose: () => void
}

/** All shortcuts on one sheet, drawn from the table that binds them. */
export function KeySheet({ title, groups, onClose }: Props) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="lg"
      closeButtonProps={{ 'aria-label': t.close }}
    >
      <div className={classes.groups}>
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className={classes.title}>{group.title}</h3>
            <dl className={classes.list}>
              {group.shortcuts.map((shortcut) => (
                <div key={shortcut.does} className={classes.row}>
                  <dt>{shortcut.does}</dt>
                  <dd>
                    {shortcut.keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
