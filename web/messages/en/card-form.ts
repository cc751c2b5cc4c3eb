/** Beside the processor's own form, wherever a card is typed. */
export const cardForm = {
  failed:
    'The card form did not load. Nothing was charged. Check the connection or a blocker, then load it again.',
  loadAgain: 'Load again',
  noProcessor:
    'No card processor is set up yet, so new cards cannot be taken. An administrator can connect Stripe.',
}
