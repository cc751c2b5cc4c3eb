/** Countries by their currency; any other country starts with US dollars. */
const COUNTRIES: Record<string, string> = {
  AUD: 'AU',
  BRL: 'BR',
  CAD: 'CA',
  CHF: 'CH LI',
  CZK: 'CZ',
  DKK: 'DK',
  EUR: 'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK',
  GBP: 'GB',
  HKD: 'HK',
  INR: 'IN',
  JPY: 'JP',
  MXN: 'MX',
  NOK: 'NO',
  NZD: 'NZ',
  PLN: 'PL',
  SEK: 'SE',
  SGD: 'SG',
}

/** The currency of the country in the browser's language, such as `en-CA`. */
export function browserCurrency(language = navigator.language): string {
  const country = new Intl.Locale(language).maximize().region ?? ''
  const found = Object.entries(COUNTRIES).find(([, countries]) =>
    countries.split(' ').includes(country),
  )
  return found?.[0] ?? 'USD'
}

export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
}

/** All zones the browser knows, its own among them. */
export function timeZones(): string[] {
  return [...new Set([browserZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])].sort()
}
