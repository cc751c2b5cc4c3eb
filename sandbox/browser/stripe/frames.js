/**
 * Frames of the sandbox's origin inside a page, and the letters between them. Each side takes
 * letters only from the very window it knows, and only from the origin it expects.
 */
import { sandboxOrigin } from './origin.js'

/** A page that was refused or broke off loads too, but says nothing. */
const LOADED_MS = 4_000
const HANDSHAKE_MS = 15_000

/** Opens a frame and speaks with it. `onLetter` gets everything that is not an answer. */
export function openFrame(path, { title, init, onLetter }) {
  const iframe = document.createElement('iframe')
  const address = new URL(path, sandboxOrigin)
  address.searchParams.set('parent', window.location.origin)
  iframe.src = address.href
  iframe.title = title
  iframe.setAttribute('allow', 'clipboard-write')
  applyStyles(iframe, { border: '0', display: 'block', width: '100%' })

  const waiting = new Map()
  let lastId = 0
  let greeted = false
  let settle = {}
  const ready = new Promise((resolve, reject) => {
    settle = { resolve, reject }
  })
  ready.catch(() => {})
  let timer = setTimeout(fail, HANDSHAKE_MS)
  iframe.addEventListener('load', () => {
    if (greeted) return
    clearTimeout(timer)
    timer = setTimeout(fail, LOADED_MS)
  })

  function fail() {
    settle.reject(connectionProblem('The sandbox does not answer. Check that it runs.'))
  }

  function receive(event) {
    if (event.source !== iframe.contentWindow || event.origin !== sandboxOrigin) return
    const letter = event.data
    if (letter === null || typeof letter !== 'object') return
    if (letter.type === 'hello') {
      greeted = true
      send({ type: 'init', ...init() })
    } else if (letter.type === 'ready') {
      clearTimeout(timer)
      settle.resolve()
    } else if (letter.type === 'answer') {
      waiting.get(letter.id)?.(letter.answer)
      waiting.delete(letter.id)
      return
    }
    onLetter(letter)
  }

  /** Before the frame said hello there is nobody of that origin to hear; the answer to it tells all. */
  function send(letter) {
    if (greeted) iframe.contentWindow?.postMessage(letter, sandboxOrigin)
  }

  window.addEventListener('message', receive)

  return {
    iframe,
    ready,
    send,
    /** Sends a letter that wants an answer. Never rejects: what goes wrong is in the answer. */
    async ask(letter) {
      try {
        await ready
      } catch (problem) {
        return { error: problem }
      }
      const id = ++lastId
      return new Promise((resolve) => {
        waiting.set(id, resolve)
        send({ ...letter, id })
      })
    },
    close() {
      clearTimeout(timer)
      window.removeEventListener('message', receive)
      iframe.remove()
      for (const answer of waiting.values()) {
        answer({ error: connectionProblem('The card form was closed before it could answer.') })
      }
      waiting.clear()
    },
  }
}

/** Through the object model only: a strict policy forbids style attributes. */
export function applyStyles(element, styles) {
  for (const [name, value] of Object.entries(styles)) element.style.setProperty(name, value)
}

export function connectionProblem(message) {
  return { type: 'api_connection_error', message }
}
