/** The help page: a heading, what to do in order, and notices that stand below it. */
export const help = {
  title: 'Help',
  intro: 'What the front desk does every day, in short.',
  contents: 'On this page',
  sections: [
    {
      id: 'new-card',
      title: 'Charge a new card',
      steps: [
        'Open the client, then New payment.',
        'Check the amount and what it pays. Choose New card.',
        'The client types number, date and security code, or reads them to you.',
        'Press Charge and wait for the answer. It comes in seconds; with the bank’s own approval it may take two minutes.',
      ],
      notes: [
        'Never write a card number down, and never put it in a note. Onfile keeps the last four digits and nothing more.',
        'If the card form does not appear, nothing was charged. Load it again, then check the connection or a blocker.',
      ],
    },
    {
      id: 'saved-card',
      title: 'Charge a saved card',
      steps: [
        'Open the client, then New payment. This works on the telephone, too.',
        'Choose the card by its name under Pay with.',
        'Press Charge. The client need not be there.',
      ],
      notes: [
        'A card that cannot be charged stays in the list and says why.',
        'After a decline another saved card is one click away, with the same amount and details.',
      ],
    },
    {
      id: 'save-card',
      title: 'Save a card with a payment',
      steps: [
        'Choose New card and tick the box that says who may charge it.',
        'Give it a name: card type and client number.',
        'Press Charge. The card is kept only if the payment succeeds.',
      ],
      notes: [],
    },
    {
      id: 'add-card',
      title: 'Add or replace a card without a payment',
      steps: [
        'Open the client. In the wallet choose Add card.',
        'For a card that has expired, choose Replace the card in its menu: name and planned payments move to the new one.',
        'The client agrees, the card is typed in, nothing is charged.',
      ],
      notes: ['A card that is known is recognized. Its date and the permission are renewed.'],
    },
    {
      id: 'saved-cards',
      title: 'Saved cards',
      steps: [],
      notes: [
        'A saved card can be used by the client, by their representatives, and by the staff of this business who may take electronic payments. It makes no difference who saved it.',
        'If one of them must not have access, do not save the card: leave the box empty.',
        'Saving a card and permission to charge it are both written down, with the words that were shown. The client can withdraw the permission at any time; that stops the next charge.',
        'A wallet holds 10 cards. The first card of a client is the default until you choose another.',
        'The number stays with the card processor. Nobody here can see it, so never write it down anywhere else.',
      ],
    },
    {
      id: 'credit',
      title: 'Use the credit of a client',
      steps: [
        'Open the client. Credit stands beside what is owed; press Use it, or Actions, Use credit.',
        'The oldest money is proposed for the oldest invoices. Change the amounts as you like.',
        'Press Apply. Undo takes the same parts off again.',
      ],
      notes: [
        'Nothing is charged by this: it is money that came in before, or credit that you gave.',
        'Where money lies, and who gave or transferred it and why, stands under Actions, See where money lies. Each part can be taken off its invoice there.',
        'Under Payments, Reconcile does it for every client at once.',
      ],
    },
    {
      id: 'in-doubt',
      title: 'When in doubt whether a card was charged',
      steps: [
        'Do not charge again.',
        'Open the client and look at Payments: every attempt is there, with whether money was taken.',
        'Not known yet means that we keep asking the bank. It changes by itself, usually within two minutes.',
        'If it says that a person must look at it, a manager checks it at the card processor.',
      ],
      notes: [
        'Leaving the page is safe while a payment is under way. It is on record before the bank is asked.',
      ],
    },
  ],
  keys: 'Press ? anywhere to see the keys.',
}
