/** Where the bank of a test client sends its statements. */
export const ADDRESS = {
  line1: '1 Elm Street',
  city: 'Albany',
  postalCode: '12207',
  state: 'NY',
  country: 'US',
}
