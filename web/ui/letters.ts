const SETTING = 'onfile-letters'

/** Shortcuts of one letter can be switched off in this browser (WCAG 2.1.4). */
export function lettersAreOn(): boolean {
  return localStorage.getItem(SETTING) !== 'off'
}

export function switchLetters(isOn: boolean): void {
  if (isOn) localStorage.removeItem(SETTING)
  else localStorage.setItem(SETTING, 'off')
}
