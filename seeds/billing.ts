/** What the sample clients owe and have paid, in days from the day it is loaded; amounts in cents. */
export interface ClientStory {
  client: string
  invoices?: { lines: [description: string, quantity: number, unitAmount: number][]; due: number }[]
  /** Cards saved with the client's consent, by the sandbox's names. */
  saves?: { card: string; amount: number }
  /** Charges of the saved card, or of another card that is not saved. */
  pays?: { amount: number; card?: string; description?: string }[]
  /** What was handed over at the counter: nothing of it runs through a processor. */
  hands?: {
    tender: 'cash' | 'check' | 'externalCard'
    amount: number
    tendered?: number
    checkNumber?: string
    externalBrand?: string
    authorizationCode?: string
  }[]
  /** What is agreed for a later day, by check. */
  later?: { amount: number; due: number; note: string }
}

export const STORIES: ClientStory[] = [
  {
    client: 'Maria Alvarez',
    invoices: [
      { lines: [['Swim lessons, Leo, October', 4, 2_250]], due: -21 },
      { lines: [['Swim lessons, Leo, November', 4, 2_250]], due: 9 },
    ],
    saves: { card: 'pm_card_visa', amount: 5_000 },
    pays: [{ amount: 4_000, description: 'Rest of October' }],
  },
  {
    client: 'Dana Whitcomb',
    invoices: [{ lines: [['Family counselling, 50 minutes', 3, 12_000]], due: -5 }],
    saves: { card: 'pm_card_mastercard', amount: 12_000 },
  },
  {
    client: 'Owen Ibarra',
    invoices: [{ lines: [['After-school club, November', 1, 18_500]], due: 4 }],
    pays: [{ amount: 18_500, card: 'pm_card_visa_chargeDeclinedInsufficientFunds' }],
  },
  {
    client: 'Grace Lindqvist',
    invoices: [{ lines: [['Pottery, ten evenings', 1, 32_000]], due: -40 }],
    saves: { card: 'pm_card_amex', amount: 16_000 },
    pays: [{ amount: 16_000 }],
  },
  {
    client: 'Hassan Farouk',
    invoices: [
      {
        lines: [
          ['Summer camp, deposit', 2, 15_000],
          ['Camp T-shirt', 2, 1_800],
        ],
        due: 14,
      },
    ],
  },
  {
    client: 'Mei-Ling Zhou',
    invoices: [{ lines: [['Piano, single lesson', 2, 5_500]], due: -12 }],
    saves: { card: 'pm_card_discover', amount: 5_500 },
  },
  {
    client: 'Aaliyah Brooks',
    invoices: [{ lines: [['Gym membership, quarter', 1, 12_900]], due: -3 }],
    pays: [{ amount: 12_900, card: 'pm_card_visa_debit' }],
  },
  {
    client: 'Jonas Petersen',
    invoices: [{ lines: [['Studio hire, Saturday', 1, 24_000]], due: 20 }],
    hands: [{ tender: 'check', amount: 12_000, checkNumber: '1044' }],
    later: { amount: 12_000, due: 20, note: 'The other half on the day' },
  },
  {
    client: 'Sofia Marchetti',
    saves: { card: 'pm_card_visa', amount: 2_500 },
  },
  {
    client: 'Zoë Fitzgerald',
    invoices: [{ lines: [['Parent workshop', 1, 4_500]], due: -60 }],
    hands: [{ tender: 'cash', amount: 2_500, tendered: 3_000 }],
  },
  {
    client: 'Ewa Żółkiewska',
    invoices: [{ lines: [['Speech therapy, 45 minutes', 4, 9_500]], due: 7 }],
    saves: { card: 'pm_card_jcb', amount: 9_500 },
    hands: [
      {
        tender: 'externalCard',
        amount: 4_750,
        externalBrand: 'Mastercard',
        authorizationCode: '07A41C',
      },
    ],
  },
  {
    client: 'Kenji Watanabe',
    invoices: [{ lines: [['Judo, family pass', 1, 21_000]], due: 2 }],
    pays: [{ amount: 10_500, card: 'pm_card_mastercard_debit', description: 'First half' }],
  },
]
