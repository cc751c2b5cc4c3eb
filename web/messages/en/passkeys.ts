/** What a browser can or cannot do with passkeys. */
export const passkeys = {
  atNumber:
    'Passkeys need an address with a name. This one is only a number: ask the operator for one.',
  withoutHttps:
    'Passkeys need an address that begins with https. The operator sets it as ONFILE_URL.',
  notInBrowser: 'This browser has no passkeys.',
  known: 'This device has a passkey for you already.',
  stopped: 'No passkey was used. Try again, or sign in another way.',
}
