/** Where the statements of a card or bank account go, asked for where it is saved. */
export const billingAddress = {
  title: 'Billing address',
  hint: 'Where the bank sends its statements. It may differ from the home address.',
  sameAs: (method: string) => `As for ${method}. Change it if these statements go elsewhere.`,
  line1: 'Street',
  line2: 'Apartment or suite (optional)',
  city: 'City',
  state: 'State or region (optional)',
  postalCode: 'Postal code',
  country: 'Country',
  missing: {
    line1: 'Enter the street of the billing address.',
    city: 'Enter the city of the billing address.',
    country: 'Choose the country of the billing address.',
  },
  edit: 'Billing address',
  editTitle: (method: string) => `Billing address of ${method}`,
  save: 'Save the address',
}
