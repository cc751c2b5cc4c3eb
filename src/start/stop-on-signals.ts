const PATIENCE = 3_000
const PARENT_INTERVAL = 300
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Calls `stop` once when the process is asked to end, then ends it. Install this before anything
 * is started: without it a signal kills the process on the spot, and nothing is closed.
 * Whoever does not want to wait asks a second time.
 */
export function stopOnSignals(stop: () => Promise<void>, patience = PATIENCE): void {
  let asked = false
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (asked) process.exit(1)
      asked = true
      // Leaving by `exit` still ends the database and the sandbox: they listen for it.
      setTimeout(() => process.exit(1), patience).unref()
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
          process.exit(1)
        },
      )
    })
  }
  if (process.env.npm_lifecycle_event) stopWithParent()
}

/** npm hands SIGTERM to the shell between it and us, which dies of it and tells nobody. */
function stopWithParent(): void {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, PARENT_INTERVAL)
  watch.unref()
}
