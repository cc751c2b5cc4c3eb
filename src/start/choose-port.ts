import { createServer } from 'node:net'

/** `preferred` if nobody listens there, else a free port that the system picks. */
export async function choosePort(preferred: number | null, host = '127.0.0.1'): Promise<number> {
  return (preferred && (await listen(preferred, host))) || (await listen(0, host)) || refuse(host)
}

async function listen(port: number, host: string): Promise<number | null> {
  const server = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port, host, exclusive: true }, resolve)
    })
    const address = server.address()
    return address !== null && typeof address === 'object' ? address.port : null
  } catch {
    return null
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

function refuse(host: string): never {
  throw new Error(`Onfile cannot listen on ${host}. Set HOST to an address of this machine.`)
}
