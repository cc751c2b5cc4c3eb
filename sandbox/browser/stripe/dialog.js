/** A window of the sandbox above the page: a bank, in a frame of the sandbox's origin. */
import { applyStyles, openFrame } from './frames.js'

/** Opens it, and resolves with what was done there. */
export function showDialog(path, { title, init }) {
  const dialog = document.createElement('dialog')
  dialog.setAttribute('aria-label', title)
  applyStyles(dialog, {
    background: 'rgba(0, 0, 0, 0.55)',
    border: '0',
    height: '100%',
    margin: '0',
    'max-height': 'none',
    'max-width': 'none',
    padding: '0',
    width: '100%',
  })
  // Leaving without an answer would leave the payment hanging: the window has a button for No.
  dialog.addEventListener('cancel', (event) => event.preventDefault())
  return new Promise((resolve) => {
    const finish = (letter) => {
      frame.close()
      dialog.close()
      dialog.remove()
      resolve(letter)
    }
    const frame = openFrame(path, {
      title,
      init: () => init,
      onLetter: (letter) => letter.type === 'done' && finish(letter),
    })
    applyStyles(frame.iframe, { height: '100%', 'color-scheme': 'light' })
    frame.ready.catch((error) => finish({ type: 'done', error }))
    dialog.append(frame.iframe)
    document.body.append(dialog)
    dialog.showModal()
  })
}
