/** The dialog that mails a document. */
export const email = {
  to: 'Send it to',
  onFile: 'The address on file of the client.',
  noneOnFile: 'No address is on file. Type one.',
  enter: 'Enter an e-mail address.',
  send: (address: string) => (address ? `Send to ${address}` : 'Send'),
  queued: (address: string) => `It is on its way to ${address}.`,
  done: 'Done',
}
