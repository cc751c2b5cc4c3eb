import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'

/** Passkeys belong to one address: what a browser makes for it, it uses nowhere else. */
export interface Site {
  origin: string
}

/** What is kept of a passkey to know it again. */
export interface Credential {
  credentialId: string
  publicKey: Buffer
  counter: bigint
  transports: string[]
}

/** EdDSA, ES256, RS256: what authenticators have; the newest ones warn that Node tries them out. */
const ALGORITHMS = [-8, -7, -257]

/** What the browser needs to make a passkey. */
export function askToMakePasskey(
  site: Site,
  person: { id: string; name: string; email: string },
  known: readonly Pick<Credential, 'credentialId' | 'transports'>[],
) {
  return generateRegistrationOptions({
    rpName: 'Onfile',
    rpID: domainOf(site),
    userID: new TextEncoder().encode(person.id),
    userName: person.email,
    userDisplayName: person.name,
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: transports as never,
    })),
    supportedAlgorithmIDs: ALGORITHMS,
    // Found without typing an address, and never without finger, face or PIN: two factors in one.
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** The passkey that a browser made; null where the answer is not one to this challenge. */
export async function passkeyMade(
  site: Site,
  challenge: string,
  response: unknown,
): Promise<Credential | null> {
  const made = await verifyRegistrationResponse({
    response: response as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: domainOf(site),
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => null)
  const credential = made?.registrationInfo?.credential
  if (!credential) return null
  return {
    credentialId: credential.id,
    publicKey: Buffer.from(credential.publicKey),
    counter: BigInt(credential.counter),
    transports: credential.transports ?? [],
  }
}

/** A challenge for whoever it is: the passkey says who signs in. */
export function askForPasskey(site: Site) {
  return generateAuthenticationOptions({ rpID: domainOf(site), userVerification: 'required' })
}

/** By which passkey an answer says it was signed. */
export function credentialIn(response: unknown): string | null {
  const { id } = response as Partial<AuthenticationResponseJSON>
  return typeof id === 'string' ? id : null
}

/** The passkey's new counter; null where it did not sign this challenge. */
export async function passkeySigned(
  site: Site,
  challenge: string,
  response: unknown,
  passkey: Pick<Credential, 'credentialId' | 'publicKey' | 'counter'>,
): Promise<bigint | null> {
  const signed = await verifyAuthenticationResponse({
    response: response as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: domainOf(site),
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: Number(passkey.counter),
    },
  }).catch(() => null)
  return signed?.verified ? BigInt(signed.authenticationInfo.newCounter) : null
}

function domainOf({ origin }: Site): string {
  return new URL(origin).hostname
}
