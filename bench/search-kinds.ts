/** Somebody to look for, and one of their payments. */
export interface Sample {
  name: string
  email: string
  phone: string
  number: string
  last4: string
  amount: string
  receipt: string
  paymentId: string
  postedOn: string
}

/** A kind of question with the addresses that ask it, and what p99 should stay under. */
export interface Kind {
  name: string
  paths: string[]
  aim: number
  /** Where fewer ask at once: what is only asked behind the rows. */
  people?: number
}

export function kindsOf(samples: Sample[]): Kind[] {
  const clients = (name: string, aim: number, typed: (of: Sample) => string): Kind => ({
    name: `clients: ${name}`,
    aim,
    paths: samples.map((of) => `/clients?limit=50&search=${encodeURIComponent(typed(of))}`),
  })
  const payments = (name: string, aim: number, query: (of: Sample) => string): Kind => ({
    name: `payments: ${name}`,
    aim,
    paths: samples.map((of) => `/payments?limit=50${query(of)}`),
  })
  const searched = (typed: (of: Sample) => string) => (of: Sample) =>
    `&search=${encodeURIComponent(typed(of))}`
  return [
    { name: 'clients: first page', aim: 100, paths: ['/clients?limit=50'] },
    { name: 'clients: first page of who owes', aim: 100, paths: ['/clients?limit=50&view=owing'] },
    clients('e-mail', 50, (of) => of.email),
    clients('number', 50, (of) => of.number),
    clients('telephone', 50, (of) => of.phone),
    clients('last four', 50, (of) => of.last4),
    clients('first letters of a name', 50, (of) => of.name.slice(0, 3)),
    clients('first letters of a last name', 50, (of) => lastWord(of.name).slice(0, 4)),
    clients('whole name', 50, (of) => of.name),
    clients(
      'parts of two words',
      150,
      (of) => `${of.name.slice(0, 3)} ${lastWord(of.name).slice(0, 3)}`,
    ),
    clients('part of a word', 150, (of) => lastWord(of.name).slice(1, 5)),
    clients('part of an e-mail', 150, (of) => of.email.slice(2, 12)),
    clients('six digits of a telephone', 150, (of) => of.phone.replace(/\D/g, '').slice(3, 9)),
    clients('misspelt', 400, (of) => misspelt(lastWord(of.name))),
    clients('nobody', 400, (of) => `qx${lastWord(of.name).slice(0, 2)}zq`),
    { name: 'clients: count and sum', aim: 1000, people: 1, paths: ['/clients/totals'] },
    { name: 'payments: first page', aim: 100, paths: ['/payments?limit=50'] },
    payments('from a day back', 100, (of) => `&to=${of.postedOn}`),
    { name: 'payments: declined', aim: 100, paths: ['/payments?limit=50&state=failed'] },
    payments(
      'last four',
      100,
      searched((of) => of.last4),
    ),
    payments(
      'receipt',
      100,
      searched((of) => `R-${of.receipt}`),
    ),
    payments(
      'amount',
      100,
      searched((of) => `$${(Number(of.amount) / 100).toFixed(2)}`),
    ),
    payments(
      'name',
      150,
      searched((of) => of.name),
    ),
    { name: 'payments: sums by tender', aim: 1000, people: 1, paths: ['/payments/totals'] },
    {
      name: 'payments: sums since a day',
      aim: 1000,
      people: 1,
      paths: samples.map((of) => `/payments/totals?from=${of.postedOn}`),
    },
  ]
}

function lastWord(name: string): string {
  return name.split(/[\s-]/).at(-1) ?? name
}

/** Two letters in the middle change places. */
function misspelt(word: string): string {
  const at = Math.max(1, Math.floor(word.length / 2))
  return `${word.slice(0, at)}${word[at + 1] ?? 'x'}${word[at] ?? 'x'}${word.slice(at + 2)}`
}
