import '@mantine/core/styles/Popover.css'
import '@mantine/core/styles/Menu.css'
import { Menu, UnstyledButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { type ComponentProps, Fragment, type ReactNode } from 'react'
import type { MenuGroup } from './MenuButton.tsx'
import classes from './OpenMenu.module.css'

interface Props {
  groups: MenuGroup[]
  position: 'bottom-end' | 'top-start'
  button: ComponentProps<'button'>
  children: ReactNode
}

/** The menu itself, open from the start: it is made because its button was pressed. */
export function OpenMenu({ groups, position, button, children }: Props) {
  return (
    <Menu
      position={position}
      defaultOpened
      width={240}
      // Inside the page's landmarks, and without Mantine's empty first stop, which no reader knows.
      withinPortal={false}
      floatingStrategy="fixed"
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        <UnstyledButton {...button}>{children}</UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map((group, place) => (
          <Fragment key={group.title ?? group.items[0]?.label}>
            {place > 0 && <Menu.Divider />}
            {group.title && <Menu.Label>{group.title}</Menu.Label>}
            {group.items.map((item) => (
              <Menu.Item
                key={item.label}
                leftSection={item.icon}
                rightSection={item.isChosen ? <IconCheck size={16} aria-hidden /> : undefined}
                aria-disabled={item.reason ? true : undefined}
                className={item.reason ? classes.blocked : undefined}
                closeMenuOnClick={!item.reason}
                onClick={item.reason ? undefined : item.run}
              >
                {item.label}
                {item.reason && <span className={classes.reason}>{item.reason}</span>}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
