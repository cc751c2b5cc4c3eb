/** Who asks, in which organization. What they may do is looked up in the use case's own transaction. */
export interface Caller {
  orgId: string
  loginId: string
}

/** What routes find in the context of a request. */
export interface RequestEnvironment {
  Variables: {
    /** Set on every route of an organization. */
    caller: Caller
    /** Set where somebody is signed in. */
    loginId: string
    /** For logs and for the user to quote. */
    requestId: string
    /** Of the content security policy of this answer. */
    nonce: string
  }
}
