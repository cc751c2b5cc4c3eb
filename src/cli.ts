import { readSettings, SettingsError } from './start/settings.ts'

const HELP = `onfile <command>

  start           everything on this machine, or on DATABASE_URL
  sign-in EMAIL   a link that signs this person in once
  migrate         bring the database to the newest schema
  check           re-add the books and say what does not hold
  doctor          versions, settings, database, processor, backlog; --json
  simulate        seeded trouble: --seeds N, --minutes M, --seed N, --mutants
  seed            a crowd to try things on: --clients N, --payments M, --organizations K
  bench NAME      how fast charges, lists, reports, invoices and checks are: bench --help
`

/** Commands load what they need when they run, so that each starts fast. */
const COMMANDS: Record<string, (args: string[]) => Promise<number>> = {
  async start() {
    const { startCommand } = await import('./start/start-command.ts')
    await startCommand(readSettings(process.env))
    return -1 // goes on until a signal
  },
  async 'sign-in'(args) {
    const { signInCommand } = await import('./start/sign-in-command.ts')
    return signInCommand(readSettings(process.env), args[0])
  },
  async check() {
    const { checkCommand } = await import('./start/check-command.ts')
    return checkCommand(readSettings(process.env))
  },
  async doctor(args) {
    const { doctorCommand } = await import('./start/doctor-command.ts')
    return doctorCommand(readSettings(process.env), args)
  },
  async simulate(args) {
    const { simulateCommand } = await import('./start/simulate-command.ts')
    return simulateCommand(args)
  },
  async bench(args) {
    const { benchCommand } = await import('./start/bench-command.ts')
    return benchCommand(args)
  },
  async seed(args) {
    const { seedCommand } = await import('./start/seed-command.ts')
    return seedCommand(readSettings(process.env), args)
  },
  async migrate() {
    const { migrateCommand } = await import('./start/migrate-command.ts')
    return migrateCommand(readSettings(process.env))
  },
}

async function main([name = 'help', ...args]: string[]): Promise<number> {
  const command = COMMANDS[name]
  if (!command) {
    process.stdout.write(HELP)
    return name === 'help' ? 0 : 2
  }
  try {
    return await command(args)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${message}\n`)
    // A wrong setting is the operator's to mend; anything else is ours, and its place helps.
    if (!(error instanceof SettingsError) && process.env.ONFILE_DEBUG && error instanceof Error) {
      process.stderr.write(`${error.stack}\n`)
    }
    return 1
  }
}

const code = await main(process.argv.slice(2))
if (code >= 0) process.exit(code)
