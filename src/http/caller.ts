import type { RequestPlace } from './place.ts'

/** Who asks, in which organization. What they may do is looked up in the use case's own transaction. */
export interface Caller {
  orgId: string
  loginId: string
  /** From where, for what is kept as proof. */
  from?: RequestPlace
}

/** A person of the portal, at one account of one organization. They reach nothing else. */
export interface ClientCaller {
  orgId: string
  accountId: string
  accountPersonId: string
  /** From where, for what is kept as proof. */
  from?: RequestPlace
}

/** Whoever holds a link: they do the one thing that it is for, at its account. */
export interface LinkCaller {
  orgId: string
  accountId: string
  linkId: string
  /** When they asked: a link works for some days. */
  now: Date
  /** From where, for what is kept as proof. */
  from?: RequestPlace
}

/** Of the use cases that staff and clients share. What takes a `Caller` is for staff alone. */
export type AnyCaller = Caller | ClientCaller | LinkCaller

export function isClient(caller: AnyCaller): caller is ClientCaller | LinkCaller {
  return !('loginId' in caller)
}

/** Who is signed in to the portal, and which organizations they have proven that to. */
export interface PortalPerson {
  id: string
  name: string
  email: string
  orgIds: readonly string[]
  /** The passkey that opened this session, if one did. */
  passkeyId: string | null
}

/** What routes find in the context of a request. */
export interface RequestEnvironment {
  Variables: {
    /** Set on every route of an organization. */
    caller: Caller
    /** Set on every route of the portal: who is signed in there. */
    portalPerson: PortalPerson
    /** Set on every route of an account in the portal. */
    client: ClientCaller
    /** Set on every route of a link. */
    linkHolder: LinkCaller
    /** Set where somebody is signed in. */
    loginId: string
    /** For logs and for the user to quote. */
    requestId: string
    /** Of the content security policy of this answer. */
    nonce: string
  }
}
