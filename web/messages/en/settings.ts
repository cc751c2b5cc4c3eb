export const settings = {
  title: 'Settings',
  sections: 'Settings',
  roles: 'Roles',
}
