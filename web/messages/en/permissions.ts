import type { Permission } from '../../api/contract.ts'

/** The page on which roles are edited. */
export const permissions = {
  title: 'Roles',
  lead: 'What each role may do. A change works at once, also for people who are signed in.',
  add: 'New role',
  name: 'Name',
  limits: { chargeLimit: 'Most in one charge', refundLimit: 'Most in one refund' },
  noLimit: 'No limit',
  may: 'May do',
  countOf: (count: number, all: number) =>
    count === all ? 'Everything' : `${count} of ${all} permissions`,
  people: 'People',
  peopleOf: (people: number, invited: number) => {
    const has = people === 1 ? '1 person' : `${people} people`
    return invited === 0 ? has : `${has}, ${invited} invited`
  },
  gone: 'This role was removed.',
  newTitle: 'New role',
  description: 'What it is for',
  limitHints: {
    chargeLimit:
      'Empty for no limit. Above it, somebody with “Approve above a limit” has to agree before money is taken.',
    refundLimit:
      'Empty for no limit. Above it, somebody with “Approve above a limit” has to agree before money goes back.',
  },
  noName: 'Enter a name for the role.',
  ownerFixed: 'An owner may do everything. This role is neither changed nor removed.',
  notYours: 'Your own role does not have this, so you cannot give it.',
  create: 'Create the role',
  remove: 'Remove the role',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: 'Nobody can be given it any more. What people did with it stays on record.',
  removeAction: (name: string) => `Remove ${name}`,
  inUse: (people: string) => `${people} have this role. Give them another one first.`,
  groups: [
    {
      name: 'Clients and invoices',
      permissions: [
        'clients.read',
        'clients.write',
        'invoices.read',
        'invoices.issue',
        'invoices.credit',
        'invoices.writeOff',
      ],
    },
    {
      name: 'Taking payments',
      permissions: [
        'payments.charge',
        'payments.record',
        'payments.backdate',
        'payments.approve',
        'runs.charge',
        'payments.cancel',
        'payments.refund',
        'payments.reconcile',
        'credits.give',
      ],
    },
    {
      name: 'Payment Action Center',
      permissions: ['attention.read', 'attention.act'],
    },
    { name: 'Saved cards', permissions: ['wallet.read', 'wallet.write', 'wallet.export'] },
    {
      name: 'Payments and books',
      permissions: [
        'payments.read',
        'payments.export',
        'processor.open',
        'books.read',
        'reports.read',
        'books.close',
      ],
    },
    {
      name: 'Running the business',
      permissions: ['staff.read', 'staff.manage', 'roles.manage', 'organization.manage'],
    },
  ] satisfies { name: string; permissions: Permission[] }[],
  explains: {
    'clients.read': 'Find clients and see what they owe.',
    'clients.write': 'Add clients, change their details, archive and restore them.',
    'invoices.read': 'Open invoices and see what they are for.',
    'invoices.issue': 'Write invoices; what they say is owed from then on.',
    'invoices.credit': 'Take back an invoice in part or whole by a credit note.',
    'invoices.writeOff': 'Give up what nobody expects to be paid, and take that back.',
    'payments.read': 'See the list of payments, each payment’s story, and receipts.',
    'payments.charge': 'Charge a card: one that is typed in, or one on file.',
    'payments.record': 'Note down money that came as cash, check or through another terminal.',
    'payments.backdate': 'Give a payment a date before today.',
    'payments.approve': 'Agree to a colleague’s charge or refund that is above their limit.',
    'runs.charge': 'Charge the saved cards and bank accounts of many clients in one run.',
    'payments.cancel': 'Stop a payment that no bank has agreed to yet.',
    'payments.refund': 'Give money back to the card it came from.',
    'payments.export': 'Take the list of payments away as a file.',
    'payments.reconcile': 'Decide which invoices money in hand pays, and take it off them again.',
    'credits.give': 'Give account credit, take it back, and move it to another account.',
    'attention.read': 'See what needs a person: what failed, was disputed, is unclear or expires.',
    'attention.act': 'Dismiss an entry with a reason, open it again, and say who sees to it.',
    'processor.open': 'Follow a payment into the card processor’s own pages.',
    'wallet.read': 'See which cards a client has on file: brand, last four digits, expiry.',
    'wallet.write':
      'Name cards, choose the default one, remove cards, record and withdraw permission to charge.',
    'wallet.export': 'Take the list of who agreed to what away as a file.',
    'books.read': 'See the ledger lines under a figure, and what the processor answered.',
    'books.close': 'Close a month, so that nothing is booked into it any more, and reopen it.',
    'reports.read':
      'See the dashboard, reports, statements and the end of the day, and take them away as files.',
    'staff.read': 'See who works here, with which role.',
    'staff.manage': 'Invite people, give them a role, end their access.',
    'roles.manage': 'Change what roles may do, up to what one’s own role may.',
    'organization.manage': 'Tenders, receipts, mail, the card processor and security.',
  } satisfies Record<Permission, string>,
}
