import type { MailServer } from './mail-server.ts'

/** Why a mail server did not take a letter, in a sentence that says what to do. */
export interface MailTrouble {
  sentence: string
  /** The server's own words, if it said any. */
  said: string | null
  /** Trying again as it is cannot help: the address is refused. */
  forGood: boolean
}

interface SmtpError {
  code?: string
  command?: string
  response?: string
  responseCode?: number
  message?: string
  /** Of the socket or of TLS below it. */
  errno?: unknown
  cause?: unknown
}

type Server = Pick<MailServer, 'host' | 'port' | 'security' | 'username' | 'fromAddress'>

export function troubleOf(thrown: unknown, server: Server): MailTrouble {
  const error = (thrown ?? {}) as SmtpError
  const said = error.response ? error.response.slice(0, 500) : null
  const isAboutAddress =
    error.command === 'RCPT TO' || (error.command === 'API' && error.code === 'EENVELOPE')
  const isFinal = (error.responseCode ?? 500) >= 500
  return { sentence: sentenceOf(error, server), said, forGood: isAboutAddress && isFinal }
}

function sentenceOf(error: SmtpError, server: Server): string {
  const { host, port, username } = server
  const text = `${error.code ?? ''} ${error.message ?? ''}`
  if (error.code === 'EDNS' || /ENOTFOUND|EAI_AGAIN/.test(text)) {
    return `No server is called ${host}. Check the spelling of the host.`
  }
  if (/ECONNREFUSED/.test(text)) {
    return `${host} does not take connections on port ${port}. Check the port: 587 and 465 are usual.`
  }
  if (/EHOSTUNREACH|ENETUNREACH/.test(text)) {
    return `${host} cannot be reached from here. Check the host, and whether a firewall lets port ${port} out.`
  }
  if (isTlsTrouble(error, text)) return tlsSentence(text, server)
  if (error.code === 'ETIMEDOUT') {
    return `${host} did not answer in time on port ${port}. Check host and port; some networks block port 25. A server that speaks TLS at once stays silent without it: port 465 needs “TLS”.`
  }
  if (error.code === 'EAUTH' || error.code === 'ENOAUTH') return signInSentence(error, server)
  if (error.command === 'MAIL FROM') {
    return username === null
      ? `${host} does not let us send as ${server.fromAddress} without signing in. Enter user and password.`
      : `${host} does not let ${username} send as ${server.fromAddress}. Use an address that belongs to this user.`
  }
  if (error.command === 'RCPT TO' || error.code === 'EENVELOPE') {
    return (error.responseCode ?? 500) < 500
      ? `${host} does not take mail for this address at the moment. It is tried again.`
      : `${host} refuses this address. Check its spelling.`
  }
  if (error.code === 'EMESSAGE' || error.command === 'DATA') {
    return `${host} did not take the letter.`
  }
  if (error.code === 'EPROTOCOL') {
    return `What answers at ${host}, port ${port}, is no mail server. Check host and port.`
  }
  return `${host} ended the conversation before the letter was handed over.`
}

const CERTIFICATE =
  /self.signed|SELF_SIGNED|UNABLE_TO_VERIFY|CERT_|certificate|ERR_TLS_CERT|altnames/i

function isTlsTrouble(error: SmtpError, text: string): boolean {
  return (
    error.code === 'ETLS' ||
    /^STARTTLS/.test(error.command ?? '') ||
    /SSL|TLS|wrong version number/.test(text) ||
    CERTIFICATE.test(text)
  )
}

function tlsSentence(text: string, { host, port, security }: Server): string {
  if (CERTIFICATE.test(text)) {
    return `The certificate of ${host} cannot be trusted: it is expired, made by itself, or for another name. Use the name the certificate is for, or have it renewed. Nothing was sent.`
  }
  if (security === 'tls') {
    return `${host} does not speak TLS at once on port ${port}. Try “STARTTLS”, which port 587 uses.`
  }
  return `${host} does not offer STARTTLS on port ${port}, so the password was not sent. Try “TLS” with port 465.`
}

function signInSentence(error: SmtpError, { host, username }: Server): string {
  if (error.responseCode === 535 || error.responseCode === 534) {
    return `${host} does not accept this user and password. Many providers want an app password made for this purpose.`
  }
  if (error.responseCode !== undefined && error.responseCode < 500) {
    return `${host} does not let ${username} sign in at the moment. Try again later.`
  }
  return `${host} does not let ${username} sign in this way. Check user and password, and whether sign-in needs TLS.`
}
