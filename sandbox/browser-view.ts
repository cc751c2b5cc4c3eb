/** What only the server may see: an answer to a publishable key leaves it out. */
const SERVER_ONLY = new Set([
  'amount_received',
  'application',
  'application_fee_amount',
  'charge',
  'customer',
  'fingerprint',
  'latest_charge',
  'metadata',
  'on_behalf_of',
  'review',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_data',
  'transfer_group',
])

export function hideFromBrowser(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hideFromBrowser)
  if (value === null || typeof value !== 'object') return value
  const shown = Object.entries(value).filter(([name]) => !SERVER_ONLY.has(name))
  return Object.fromEntries(shown.map(([name, inner]) => [name, hideFromBrowser(inner)]))
}
