/** Ways to look at a list, and which columns it has. */
export const savedViews = {
  columns: 'Columns',
  views: 'Views',
  save: 'Save this view…',
  saveTitle: 'Save this view',
  name: 'Name',
  share: 'Everybody here may use it',
  remove: (name: string) => `Remove “${name}”`,
  shared: (name: string) => `${name} (shared)`,
}
