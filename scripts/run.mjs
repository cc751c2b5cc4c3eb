import { spawn } from 'node:child_process'

/** Runs a program behind one line, `<title>… 12 s`; what it says is shown only when it fails. */
export async function run(title, program, args, options = {}) {
  const started = performance.now()
  process.stdout.write(`${title}…`)
  const dots = process.stdout.isTTY ? setInterval(() => process.stdout.write('.'), 1_000) : null
  const { code, said } = await outcome(program, args, options)
  clearInterval(dots)
  const seconds = ((performance.now() - started) / 1_000).toFixed(1)
  process.stdout.write(code === 0 ? ` ${seconds} s\n` : ' failed\n')
  if (code !== 0) throw new Error(said.trim() || `${program} ended with ${code}.`)
  return said
}

function outcome(program, args, options) {
  return new Promise((resolve) => {
    const { FORCE_COLOR, ...env } = options.env ?? process.env
    const child = spawn(program, args, {
      ...options,
      env: { ...env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    const hear = (text) => {
      said += text
    }
    child.stdout.setEncoding('utf8').on('data', hear)
    child.stderr.setEncoding('utf8').on('data', hear)
    child.on('error', (error) => resolve({ code: error.code, said: error.message }))
    child.on('close', (code, signal) => resolve({ code: code ?? signal, said }))
  })
}
