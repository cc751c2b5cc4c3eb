import type { Letter } from './mail.ts'

/** Whose letter it is, as every letter shows it. */
export interface LetterHead {
  name: string
  /** `#rrggbb`, dark enough for white letters on it. */
  accent: string | null
  /** Whether the picture travels with the letter as `cid:logo`. */
  hasLogo: boolean
  /** Address, phone, e-mail, website: what stands at the foot. */
  foot: string[]
}

export interface PlainLetter {
  subject: string
  paragraphs: string[]
  /** One thing to press. Its address stands below it too, for those who copy. */
  action?: { label: string; url: string }
  /** Small, at the end: why this came, how long a link lasts. */
  note?: string
}

/** A letter of a few sentences: sign-in links, invitations, tests. */
export function plainLetter(head: LetterHead, letter: PlainLetter): Letter {
  const { subject, paragraphs, action, note } = letter
  const text = [
    ...paragraphs,
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...(note ? [note] : []),
    `-- \n${[head.name, ...head.foot].join('\n')}`,
  ].join('\n\n')
  const inner = [
    heading(subject),
    ...paragraphs.map(paragraph),
    ...(action ? [button(head, action)] : []),
    ...(note ? [small(note)] : []),
  ].join('\n')
  return { subject, text, html: letterPage(head, { title: subject, inner }) }
}

/** Text as HTML shows it: nothing typed is ever markup, and scripts of any direction stay apart. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? '')
}

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** What somebody typed, set apart: a name from right to left does not turn the line around it. */
export function typed(text: string): string {
  return `<bdi>${escapeHtml(text)}</bdi>`
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
const ACCENT = '#3b4cca'

/**
 * Tables and inline styles, because mail programs know nothing newer; a plain white sheet that
 * says it is light, so that dark mode turns it over as a whole or leaves it alone.
 */
export function letterPage(
  head: LetterHead,
  { title, inner }: { title: string; inner: string },
): string {
  const foot = head.foot.map((line) => typed(line)).join('<br>')
  const logo = head.hasLogo
    ? `<img src="cid:logo" alt="${escapeHtml(head.name)}" height="40" style="display:block;height:40px;width:auto;max-width:240px;border:0">`
    : `<span style="font-size:18px;font-weight:600">${typed(head.name)}</span>`
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
@media (prefers-color-scheme: dark) {
  .back { background: #15191f !important }
  .sheet { background: #1d232b !important }
  .sheet, .sheet td, .sheet p, .sheet h1 { color: #e8ebf0 !important }
  .sheet .quiet, .foot { color: #a9b1bd !important }
  .sheet .line { border-color: #343c47 !important }
}
</style>
</head>
<body class="back" style="margin:0;padding:0;background:#f2f4f7">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="back" style="background:#f2f4f7"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="sheet" style="max-width:560px;background:#ffffff;border-radius:10px;border-top:4px solid ${head.accent ?? ACCENT};${FONT};font-size:15px;line-height:1.5;color:#1c2430">
<tr><td style="padding:24px 28px 4px">${logo}</td></tr>
<tr><td style="padding:12px 28px 28px">
${inner}
</td></tr>
</table>
<p class="foot" style="max-width:560px;margin:16px auto 0;${FONT};font-size:12px;line-height:1.5;color:#5a6676">${typed(head.name)}${foot ? `<br>${foot}` : ''}</p>
</td></tr></table>
</body>
</html>
`
}

export function heading(text: string): string {
  return `<h1 style="margin:0 0 12px;font-size:20px;line-height:1.3;font-weight:600">${typed(text)}</h1>`
}

export function paragraph(text: string): string {
  return `<p style="margin:0 0 12px">${typed(text).replaceAll('\n', '<br>')}</p>`
}

export function small(text: string): string {
  return `<p class="quiet" style="margin:16px 0 0;font-size:13px;color:#5a6676">${typed(text).replaceAll('\n', '<br>')}</p>`
}

/** Names on the left, what they are on the right. */
export function factTable(facts: readonly { name: string; value: string; strong?: boolean }[]) {
  const rows = facts.map(
    ({ name, value, strong }) =>
      `<tr><td class="quiet line" style="padding:7px 12px 7px 0;border-bottom:1px solid #e3e7ec;color:#5a6676;vertical-align:top">${typed(name)}</td><td class="line" align="right" style="padding:7px 0;border-bottom:1px solid #e3e7ec;vertical-align:top;word-break:break-word;overflow-wrap:anywhere${strong ? ';font-weight:600' : ''}">${typed(value)}</td></tr>`,
  )
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:4px 0 12px;font-size:14px">\n${rows.join('\n')}\n</table>`
}

export function button(head: LetterHead, { label, url }: { label: string; url: string }): string {
  const address = escapeHtml(url)
  return `<p style="margin:20px 0 8px"><a href="${address}" style="display:inline-block;padding:11px 20px;border-radius:8px;background:${head.accent ?? ACCENT};color:#ffffff;font-weight:600;text-decoration:none">${escapeHtml(label)}</a></p>
<p class="quiet" style="margin:0 0 12px;font-size:12px;color:#5a6676;word-break:break-all">${address}</p>`
}
