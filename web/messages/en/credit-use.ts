export const creditUse = {
  title: 'Account credit',
  intro: 'What becomes of credit that an account holds when it owes something.',
  question: 'When a client with credit owes something',
  choices: {
    off: {
      name: 'Leave it',
      text: 'Credit is shown and nothing else; somebody applies it by hand.',
    },
    ask: {
      name: 'Ask',
      text: 'The payment form says how much there is and offers to use it before a card is charged.',
    },
    always: {
      name: 'Always use it',
      text: 'Every invoice is paid from credit as soon as it is issued, the oldest money first.',
    },
  },
  save: 'Save',
  hint: 'Credit that is held now is not moved by this. Under Payments, Reconcile uses it for all accounts.',
}
