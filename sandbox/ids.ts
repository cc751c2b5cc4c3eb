const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export interface IdSource {
  /** `pi_3f…`: prefix, underscore, letters and digits. */
  next(prefix: string, length?: number): string
  /** Letters and digits only, for secrets. */
  letters(length: number): string
}

/** Ids come from the injected source of chance only, so a simulation repeats exactly. */
export function createIds(random: () => number): IdSource {
  function letters(length: number): string {
    let text = ''
    for (let index = 0; index < length; index++) {
      text += ALPHABET[Math.floor(random() * ALPHABET.length)]
    }
    return text
  }
  return { letters, next: (prefix, length = 24) => `${prefix}_${letters(length)}` }
}
