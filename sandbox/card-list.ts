import { TEST_CARDS, type TestCard } from './cards.ts'

type ListedCard = Pick<TestCard, 'number' | 'brand' | 'does'>

/** What people try first: one that pays, the usual refusals, 3-D Secure. */
const FIRST = [
  '4242424242424242',
  '4000000000000002',
  '4000000000009995',
  '4000000000000069',
  '4000000000000341',
  '4000002500003155',
  '4000002760003184',
]

/** What the card form offers to fill in, without the tokens and inner names. */
export function cardList(): ListedCard[] {
  const rank = ({ number }: TestCard) => (FIRST.includes(number) ? FIRST.indexOf(number) : 99)
  return TEST_CARDS.toSorted((a, b) => rank(a) - rank(b)).map(({ number, brand, does }) => {
    return { number, brand, does }
  })
}
