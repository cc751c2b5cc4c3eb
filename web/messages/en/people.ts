/** Who may act for an account in the client portal: staff's side. */
export const people = {
  title: 'Client portal',
  invite: 'Invite',
  none: 'Nobody has access yet. Invite the client to pay and see receipts from their phone.',
  owner: 'Owner',
  representative: 'Representative',
  waiting: 'invited, not here yet',
  since: (date: string) => `since ${date}`,
  rights: (mayPay: boolean, mayManageWallet: boolean) =>
    mayPay && mayManageWallet
      ? 'pays, manages the wallet'
      : mayPay
        ? 'pays'
        : mayManageWallet
          ? 'manages the wallet'
          : 'looks only',
  menu: (name: string) => `Access of ${name}`,
  again: 'Mail the invitation again',
  change: 'Change what they may do',
  end: 'End access',
  endTitle: (name: string) => `End the access of ${name}?`,
  endText: 'They can no longer see or pay anything of this account. What they paid stays.',
  inviteTitle: (account: string) => `Invite to the account of ${account}`,
  changeTitle: (name: string) => `What ${name} may do`,
  name: 'Name',
  email: 'E-mail address',
  role: 'They are',
  ownerHint: 'The client: may pay, manage the wallet and see everything.',
  representativeHint: 'Somebody who acts for the client, as far as you allow.',
  mayPay: 'May pay',
  mayManageWallet: 'May add, change and remove payment methods',
  send: 'Mail the invitation',
  save: 'Save',
  failed: 'The portal’s access list could not be shown.',
  sent: (email: string) => `The invitation goes to ${email}.`,
}
