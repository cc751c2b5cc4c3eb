export interface Welcome {
  address: string
  /** null where people have passwords already. */
  signInLink: string | null
  /** The code that an empty production database asks for. */
  setUpCode?: string | null
  /** A folder, or the address of a database without its password. */
  data: string
  sandbox: boolean
  /** false in production: it is live already. */
  trial: boolean
}

/** What a successful start says, in the order of the questions people have. */
export function printWelcome(
  welcome: Welcome,
  write: (text: string) => void = (text) => process.stdout.write(text),
): void {
  write(`${welcomeLines(welcome).join('\n')}\n`)
}

export function welcomeLines(welcome: Welcome): string[] {
  const lines = [`Onfile    ${welcome.address}`]
  if (welcome.signInLink) lines.push(`Sign in   ${welcome.signInLink} (once, within 30 minutes)`)
  if (welcome.setUpCode) lines.push(`Set up    the code is ${welcome.setUpCode}`)
  lines.push(`Data      ${welcome.data}`)
  if (welcome.sandbox) lines.push('Sandbox: no real money')
  lines.push('Stop      Ctrl-C')
  if (welcome.trial) lines.push('Go live   set DATABASE_URL, ONFILE_URL and ONFILE_SECRET')
  return lines
}

/** DATABASE_URL as it may be shown: where the data lies, and nothing to get in with. */
export function withoutPassword(databaseUrl: string): string {
  const { hostname, port, pathname } = new URL(databaseUrl)
  return `PostgreSQL ${hostname || 'localhost'}${port && `:${port}`}${pathname}`
}
