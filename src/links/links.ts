export type { Link, LinkPurpose, LinkState } from './link.ts'
export { LINK_DAYS_MAX, linkState, linkToken, linkUrl, whyClosed } from './link.ts'
export {
  dueByLink,
  findLink,
  isOfLink,
  linkDays,
  linkOfMail,
  linkOfToken,
  linksOfAccount,
  madeByLink,
  noteMailed,
  noteOpened,
  setLinkDays,
  setRevoked,
} from './store.ts'
