/** What of the `appearance` option reaches the form in the frame. */

const VARIABLES = [
  'borderRadius',
  'colorBackground',
  'colorDanger',
  'colorPrimary',
  'colorText',
  'colorTextPlaceholder',
  'colorTextSecondary',
  'fontFamily',
  'fontSizeBase',
  'spacingUnit',
]

export function readAppearance(appearance) {
  const given = appearance?.variables ?? {}
  const variables = {}
  for (const name of VARIABLES) {
    if (typeof given[name] === 'string') variables[name] = given[name]
  }
  return { dark: isDark(appearance, variables), variables }
}

function isDark(appearance, variables) {
  const light = lightness(variables.colorBackground)
  return light === null ? appearance?.theme === 'night' : light < 0.45
}

/** From 0 (black) to 1 (white), of `#rgb`, `#rrggbb` and `rgb(…)`; null for anything else. */
function lightness(color) {
  const text = String(color ?? '').trim()
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text)
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(text)
  const decimal = /^rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)/i.exec(text)
  const parts = short
    ? short.slice(1).map((digit) => Number.parseInt(digit + digit, 16))
    : long
      ? long.slice(1).map((pair) => Number.parseInt(pair, 16))
      : decimal?.slice(1).map(Number)
  if (parts === undefined) return null
  const [red, green, blue] = parts
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255
}
