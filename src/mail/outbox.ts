/** What folders to the right may do with mails and the mail server. */
export {
  copyMail,
  disableMailServer,
  findMail,
  findMailServer,
  hurryMails,
  listMails,
  lockMail,
  mailsAbout,
  putMailServer,
  requeueMail,
} from './store.ts'
