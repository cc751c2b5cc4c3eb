import { shell as t } from '../../messages/en/shell.ts'
import type { ShortcutGroup } from '../../ui/KeySheet.tsx'

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)
export const MOD = isMac ? '⌘' : 'Ctrl'

/** The one table of shortcuts: what is bound, what the sheet shows and what tooltips name. */
export const KEYS = {
  palette: 'mod+k',
  find: '/',
  sheet: '?',
  next: 'j',
  previous: 'k',
  open: 'Enter',
  charge: 'c',
  newClient: 'n',
  newPayment: 'p',
  newInvoice: 'i',
  addCard: 'a',
  pay: 'mod+Enter',
} as const

export const SHORTCUTS: ShortcutGroup[] = [
  {
    title: t.keys.anywhere,
    shortcuts: [
      { keys: [MOD, 'K'], does: t.keys.find },
      { keys: [MOD, 'K', t.keys.nameAndCharge, '↵'], does: t.keys.chargeByName },
      { keys: [KEYS.sheet], does: t.keys.sheet },
      { keys: ['Esc'], does: t.keys.close },
    ],
  },
  {
    title: t.keys.list,
    shortcuts: [
      { keys: [KEYS.find], does: t.keys.filter },
      { keys: [KEYS.next, '↓'], does: t.keys.next },
      { keys: [KEYS.previous, '↑'], does: t.keys.previous },
      { keys: [KEYS.open], does: t.keys.open },
      { keys: [KEYS.charge], does: t.keys.charge },
      { keys: [KEYS.newClient], does: t.keys.newClient },
    ],
  },
  {
    title: t.keys.client,
    shortcuts: [
      { keys: [KEYS.newPayment], does: t.keys.newPayment },
      { keys: [KEYS.newInvoice], does: t.keys.newInvoice },
      { keys: [KEYS.addCard], does: t.keys.addCard },
    ],
  },
  { title: t.keys.payment, shortcuts: [{ keys: [MOD, '↵'], does: t.keys.pay }] },
]
