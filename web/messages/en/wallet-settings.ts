export const walletSettings = {
  title: 'Saved cards',
  intro: 'Who may save a card or bank account for a client, and who hears of it.',
  question: 'Staff may save a card or bank account',
  signedIn: 'For clients who signed in to the portal once',
  signedInText:
    'They can see there what is saved, and remove it. A payment that saves nothing is always possible.',
  anybody: 'For every client',
  anybodyText: 'The client is told by e-mail, where an address is known.',
  toldTo: 'Tell these addresses what happens in wallets',
  toldToHint:
    'One on each line: a card was saved, replaced or removed, by whom; one expires next month. Empty: the address of the business.',
  save: 'Save',
}
