/** Elements: a group with one form, mounted in a frame. */
import { integrationError, retrieveIntent } from './api.js'
import { readAppearance } from './appearance.js'
import { applyStyles, openFrame } from './frames.js'

const ELEMENT_TYPES = ['payment', 'card']
const FIRST_HEIGHT = '232px'

export function createElements(key, givenOptions = {}) {
  let options = checkOptions(givenOptions)
  const members = new Map()
  let submitted = false

  const group = {
    create(type, elementOptions = {}) {
      if (!ELEMENT_TYPES.includes(type)) {
        throw integrationError(`The sandbox shows the elements payment and card, not ${type}.`)
      }
      if (members.has(type)) throw integrationError(`Can only create one Element of type ${type}.`)
      const element = createElement(type, elementOptions, {
        key,
        appearance: () => readAppearance(options.appearance),
        settings: () => (type === 'card' ? { methods: ['card'] } : settingsOf(key, options)),
        leave: () => members.delete(type),
      })
      members.set(type, element)
      return element
    },
    getElement(type) {
      return members.get(typeof type === 'string' ? type : 'payment') ?? null
    },
    update(changes) {
      options = checkOptions({ ...options, ...changes })
      for (const element of members.values()) {
        element._.applyAppearance()
        element._.setUp()
      }
    },
    async fetchUpdates() {
      return {}
    },
    async submit() {
      const element = theForm()
      const { error, selectedPaymentMethod } = await element._.ask({ type: 'validate' })
      submitted = error === undefined
      return error === undefined ? { selectedPaymentMethod } : { error }
    },
    /** For Stripe.js itself, not for pages. */
    _: {
      options: () => options,
      form: theForm,
      assertSubmitted(caller) {
        if (submitted || options.clientSecret !== undefined) return
        throw integrationError(`elements.submit() must be called before stripe.${caller}().`)
      },
    },
  }

  function theForm() {
    const element = members.get('payment') ?? members.get('card')
    if (element?._.isMounted()) return element
    throw integrationError(
      'Invalid value for elements: it should have a mounted Payment Element or Card Element.',
    )
  }

  return group
}

function checkOptions(options) {
  if (options.paymentMethodTypes !== undefined) {
    throw integrationError(
      'elements() no longer takes paymentMethodTypes. Use allowedPaymentMethodTypes.',
    )
  }
  const { mode, amount, currency, clientSecret } = options
  if (clientSecret !== undefined && mode !== undefined) {
    throw integrationError('elements() takes either clientSecret or mode, not both.')
  }
  if (mode === undefined) return { ...options }
  if (!['payment', 'setup', 'subscription'].includes(mode)) {
    throw integrationError(
      `Invalid value for elements(): mode should be payment, setup or subscription, not ${mode}.`,
    )
  }
  if (mode === 'payment' && !(Number.isInteger(amount) && amount > 0)) {
    throw integrationError(
      'Invalid value for elements(): amount should be a whole number greater than 0, in minor units.',
    )
  }
  if (mode !== 'setup' && !/^[a-z]{3}$/.test(String(currency))) {
    throw integrationError(
      'Invalid value for elements(): currency should be a three-letter code in lower case.',
    )
  }
  return { ...options }
}

/** Which methods the form shows: as the page says, or the intent that it is for. */
async function settingsOf(key, options) {
  if (options.clientSecret === undefined) {
    const methods = options.allowedPaymentMethodTypes ?? ['card']
    return { methods, verification: verificationOf(options.paymentMethodOptions) }
  }
  const answer = await retrieveIntent(key, options.clientSecret)
  const intent = answer.paymentIntent ?? answer.setupIntent
  if (intent === undefined) return { methods: ['card'], problem: answer.error }
  const verification = verificationOf(intent.payment_method_options)
  return { methods: intent.payment_method_types, verification }
}

function verificationOf(options) {
  return options?.us_bank_account?.verification_method ?? 'automatic'
}

function createElement(type, givenOptions, { key, appearance, leave, settings }) {
  let options = { ...givenOptions }
  let frame = null
  let container = null
  let destroyed = false
  let isReady = false
  const listeners = new Map()

  function emit(name, detail) {
    for (const listener of [...(listeners.get(name) ?? [])]) listener(detail)
  }

  function receive(letter) {
    if (letter.type === 'height') applyStyles(frame.iframe, { height: `${letter.height}px` })
    else if (letter.type === 'hello') void setUp()
    else if (letter.type === 'ready') sayReady()
    else if (letter.type === 'change') emit('change', changeEvent(type, letter))
    else if (letter.type === 'enter') submitForm(container)
    else if (['focus', 'blur', 'escape'].includes(letter.type))
      emit(letter.type, { elementType: type })
  }

  /** Being set up anew is not getting ready anew. */
  function sayReady() {
    if (!isReady) emit('ready', { elementType: type })
    isReady = true
  }

  /** Tells the form which methods to show, and what of them. */
  async function setUp() {
    const asked = frame
    const { problem, ...wanted } = await settings()
    if (asked === null || asked !== frame) return
    if (problem) emit('loaderror', { elementType: type, error: problem })
    const { billingDetails } = options.fields ?? {}
    const hidden = Object.keys(billingDetails ?? {}).filter(
      (one) => billingDetails[one] === 'never',
    )
    frame.send({
      type: 'setup',
      ...wanted,
      billingDetails: options.defaultValues?.billingDetails,
      hidden: billingDetails === 'never' ? ['name', 'email'] : hidden,
      terms: options.terms?.usBankAccount,
    })
  }

  function assertAlive() {
    if (destroyed) throw integrationError('This Element has been destroyed. Create a new one.')
  }

  const element = {
    mount(target) {
      assertAlive()
      container = typeof target === 'string' ? document.querySelector(target) : target
      if (!(container instanceof Element)) {
        throw integrationError(`The place to mount the Element does not exist: ${target}.`)
      }
      element.unmount()
      frame = openFrame('/endive/card-form', {
        title: 'Payment details (sandbox: no real money)',
        init: () => ({ key, appearance: appearance(), readOnly: options.readOnly === true }),
        onLetter: receive,
      })
      element._.applyAppearance()
      applyStyles(frame.iframe, { height: FIRST_HEIGHT })
      emit('loaderstart', { elementType: type })
      frame.ready.catch((error) => emit('loaderror', { elementType: type, error }))
      container.append(frame.iframe)
    },
    unmount() {
      frame?.close()
      frame = null
      isReady = false
    },
    destroy() {
      element.unmount()
      listeners.clear()
      destroyed = true
      leave()
    },
    update(changes) {
      assertAlive()
      options = { ...options, ...changes }
      frame?.send({ type: 'options', readOnly: options.readOnly === true })
    },
    on(name, listener) {
      if (!listeners.has(name)) listeners.set(name, new Set())
      listeners.get(name).add(listener)
      return element
    },
    off(name, listener) {
      if (listener === undefined) listeners.delete(name)
      else listeners.get(name)?.delete(listener)
      return element
    },
    once(name, listener) {
      const once = (detail) => {
        element.off(name, once)
        listener(detail)
      }
      return element.on(name, once)
    },
    focus: () => frame?.send({ type: 'focus' }),
    blur: () => frame?.iframe.blur(),
    clear: () => frame?.send({ type: 'clear' }),
    collapse: () => {},
    _: {
      type,
      isMounted: () => frame !== null,
      setUp: () => frame !== null && setUp(),
      ask: (letter) => frame.ask(letter),
      applyAppearance() {
        const wanted = appearance()
        if (frame === null) return
        // The frame stays see-through only while both sides agree on light or dark.
        applyStyles(frame.iframe, { 'color-scheme': wanted.dark ? 'dark' : 'light' })
        frame.send({ type: 'appearance', appearance: wanted })
      },
    },
  }
  return element
}

function changeEvent(type, { empty, complete, brand, error, method }) {
  const common = { elementType: type, empty, complete }
  if (type === 'card') return { ...common, brand, error, value: { postalCode: '' } }
  return { ...common, collapsed: false, value: { type: method } }
}

/** Enter in the card form sends the form around it, as it would from a field of the page. */
function submitForm(container) {
  container?.closest('form')?.requestSubmit()
}
