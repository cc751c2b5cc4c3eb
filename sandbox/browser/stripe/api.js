/** The REST interface, as far as a publishable key reaches. */
import { connectionProblem } from './frames.js'
import { sandboxOrigin } from './origin.js'

const API_VERSION = '2026-10-28.endive'

/** Resolves with the object or with `{ error }`; never rejects. */
export async function callApi(key, method, path, params = {}) {
  const form = encodeParams(params)
  const address = new URL(`/v1/${path}`, sandboxOrigin)
  if (method === 'GET') address.search = form.toString()
  try {
    const response = await fetch(address, {
      method,
      headers: {
        Authorization: `Bearer ${key}`,
        'Content-Type': 'application/x-www-form-urlencoded',
        'Stripe-Version': API_VERSION,
      },
      ...(method === 'GET' ? {} : { body: form.toString() }),
    })
    return await response.json()
  } catch {
    return {
      error: connectionProblem(
        'The sandbox could not be reached. Check that it runs, then try again.',
      ),
    }
  }
}

function encodeParams(params) {
  const form = new URLSearchParams()
  const append = (name, value) => {
    if (value === undefined || value === null) return
    if (typeof value !== 'object') form.append(name, String(value))
    else for (const [key, inner] of Object.entries(value)) append(`${name}[${key}]`, inner)
  }
  for (const [name, value] of Object.entries(params)) append(name, value)
  return form
}

export const INTENTS = {
  pi: {
    path: 'payment_intents',
    name: 'paymentIntent',
    field: 'payment_intent',
    error: 'last_payment_error',
  },
  seti: {
    path: 'setup_intents',
    name: 'setupIntent',
    field: 'setup_intent',
    error: 'last_setup_error',
  },
}

/** `pi_123_secret_456` says which intent it belongs to. */
export function intentOf(clientSecret) {
  const match = /^((pi|seti)_[A-Za-z0-9]+)_secret_[A-Za-z0-9]+$/.exec(String(clientSecret))
  if (match === null) {
    throw integrationError(
      'Invalid value for clientSecret: it should be the client_secret of a PaymentIntent or SetupIntent.',
    )
  }
  return { id: match[1], kind: INTENTS[match[2]], clientSecret }
}

export async function retrieveIntent(key, clientSecret) {
  const { id, kind } = intentOf(clientSecret)
  const answer = await callApi(key, 'GET', `${kind.path}/${id}`, { client_secret: clientSecret })
  return answer.error ? { error: answer.error } : { [kind.name]: answer }
}

export function integrationError(message) {
  const error = new Error(message)
  error.name = 'IntegrationError'
  return error
}
