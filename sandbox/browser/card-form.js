/**
 * The card form. The number and the security code are typed here and sent from here to the
 * sandbox; the page around this frame gets only what became of them.
 */
import {
  brandOf,
  codeProblem,
  digitsOf,
  expiryParts,
  expiryProblem,
  formatExpiry,
  formatNumber,
  numberProblem,
} from './card-rules.js'
import { showTestCards } from './test-cards.js'

const API_VERSION = '2026-10-28.endive'
const parentOrigin = new URLSearchParams(window.location.search).get('parent') ?? ''
const byId = (id) => document.getElementById(id)
const inputs = { number: byId('number'), expiry: byId('expiry'), code: byId('code') }

let key = ''
let testNumbers = new Set()

const problems = {
  number: () => numberProblem(inputs.number.value, (number) => testNumbers.has(number)),
  expiry: () => expiryProblem(inputs.expiry.value, new Date()),
  code: () => codeProblem(inputs.code.value, inputs.number.value),
}

/** Which field an error of the sandbox is about. */
const FIELD_OF_PARAM = { number: 'number', exp_month: 'expiry', exp_year: 'expiry', cvc: 'code' }

function tell(letter) {
  window.parent.postMessage(letter, parentOrigin)
}

function showProblem(name, problem) {
  inputs[name].setAttribute('aria-invalid', String(problem !== null))
  byId(`${name}-problem`).textContent = problem?.message ?? ''
  tellHeight()
}

function isShowingProblem(name) {
  return inputs[name].getAttribute('aria-invalid') === 'true'
}

/** Names the cause when a field is left; an empty one may still be filled in. */
function checkLeft(name) {
  const problem = inputs[name].value === '' ? null : problems[name]()
  showProblem(name, problem)
}

function typed(name) {
  if (isShowingProblem(name) && problems[name]() === null) showProblem(name, null)
  if (name === 'number') showBrand()
  tellChange()
}

function showBrand() {
  const { brand, name, code } = brandOf(digitsOf(inputs.number.value))
  byId('brand').textContent = name
  byId('number-hint').textContent = name
  byId('code-hint').textContent =
    brand === 'amex' ? '4 digits on the front' : '3 digits on the back'
  inputs.code.maxLength = code
  if (isShowingProblem('code') && problems.code() === null) showProblem('code', null)
}

function tellChange() {
  const values = Object.values(inputs).map((input) => input.value)
  const found = Object.keys(inputs).map((name) => problems[name]())
  tell({
    type: 'change',
    empty: values.every((value) => value === ''),
    complete: found.every((problem) => problem === null),
    brand: brandOf(digitsOf(inputs.number.value)).brand,
    error: Object.keys(inputs).find(isShowingProblem) ? asError(found.find(Boolean)) : undefined,
  })
}

function asError(problem) {
  return problem ? { type: 'validation_error', ...problem } : undefined
}

/** Puts the text back with its gaps and leaves the caret after the same digit. */
function reformat(input, format) {
  const caret = input.selectionStart ?? input.value.length
  const digitsBefore = digitsOf(input.value.slice(0, caret)).length
  const atEnd = caret === input.value.length
  const next = format(input.value)
  if (next === input.value) return
  input.value = next
  let place = next.length
  if (!atEnd) {
    place = 0
    for (let seen = 0; seen < digitsBefore && place < next.length; place++) {
      if (/\d/.test(next[place])) seen++
    }
  }
  input.setSelectionRange(place, place)
}

function validate() {
  const found = Object.keys(inputs).map((name) => ({ name, problem: problems[name]() }))
  for (const { name, problem } of found) showProblem(name, problem)
  const first = found.find(({ problem }) => problem !== null)
  if (first === undefined) return {}
  inputs[first.name].focus()
  tellChange()
  return { error: asError(first.problem) }
}

/** Sends the card with what the page adds, and keeps what was typed if it is refused. */
async function send(path, params) {
  const invalid = validate()
  if (invalid.error) return invalid
  const form = new URLSearchParams()
  append(
    form,
    '',
    path === 'payment_methods'
      ? withCard(params)
      : { ...params, payment_method_data: withCard(params.payment_method_data) },
  )
  try {
    const response = await fetch(`/v1/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Stripe-Version': API_VERSION },
      body: form,
    })
    const answer = await response.json()
    if (answer.error) showRefusal(answer.error)
    return answer
  } catch {
    const message = 'The sandbox could not be reached. Check that it runs, then try again.'
    return { error: { type: 'api_connection_error', message } }
  }
}

function withCard(data = {}) {
  const card = {
    number: digitsOf(inputs.number.value),
    ...expiryParts(inputs.expiry.value),
    cvc: digitsOf(inputs.code.value),
  }
  return { ...data, type: 'card', card }
}

function append(form, name, value) {
  if (value === undefined || value === null) return
  if (typeof value !== 'object') {
    form.append(name, String(value))
    return
  }
  for (const [part, inner] of Object.entries(value)) {
    append(form, name === '' ? part : `${name}[${part}]`, inner)
  }
}

function showRefusal(error) {
  const field = FIELD_OF_PARAM[error.param]
  if (field !== undefined) showProblem(field, error)
}

function fill(number) {
  const year = String(new Date().getFullYear() + 3).slice(-2)
  inputs.number.value = formatNumber(number)
  inputs.expiry.value = `12 / ${year}`
  inputs.code.value = brandOf(number).brand === 'amex' ? '1234' : '123'
  for (const name of Object.keys(inputs)) showProblem(name, null)
  showBrand()
  tellChange()
}

const STYLES = {
  borderRadius: '--radius',
  colorBackground: '--background',
  colorDanger: '--danger',
  colorPrimary: '--primary',
  colorText: '--text',
  colorTextPlaceholder: '--placeholder',
  colorTextSecondary: '--text-secondary',
  fontFamily: '--font',
  fontSizeBase: '--font-size',
  spacingUnit: '--unit',
}

function applyAppearance({ dark, variables }) {
  const { style } = document.documentElement
  document.documentElement.toggleAttribute('data-dark', dark)
  for (const [name, property] of Object.entries(STYLES)) {
    if (variables[name] === undefined) style.removeProperty(property)
    else style.setProperty(property, variables[name])
  }
}

function setReadOnly(readOnly) {
  for (const input of Object.values(inputs)) input.readOnly = readOnly
}

function tellHeight() {
  tell({ type: 'height', height: Math.ceil(document.body.getBoundingClientRect().height) })
}

async function begin(letter) {
  key = letter.key
  applyAppearance(letter.appearance)
  setReadOnly(letter.readOnly)
  const cards = await (await fetch('/endive/test-cards.json')).json()
  testNumbers = new Set(cards.map(({ number }) => number))
  showTestCards(byId('test-cards'), cards, { fill, format: formatNumber, say })
  tellHeight()
  tell({ type: 'ready' })
}

function say(text) {
  byId('said').textContent = text
}

function clear() {
  for (const name of Object.keys(inputs)) {
    inputs[name].value = ''
    showProblem(name, null)
  }
  showBrand()
  tellChange()
}

const LETTERS = {
  init: begin,
  appearance: (letter) => applyAppearance(letter.appearance),
  options: (letter) => setReadOnly(letter.readOnly),
  focus: () => inputs.number.focus(),
  clear,
  validate: (letter) => tell({ type: 'answer', id: letter.id, answer: validate() }),
  send: async (letter) =>
    tell({ type: 'answer', id: letter.id, answer: await send(letter.path, letter.params) }),
}

window.addEventListener('message', (event) => {
  if (event.source !== window.parent || event.origin !== parentOrigin) return
  if (event.data === null || typeof event.data !== 'object') return
  LETTERS[event.data.type]?.(event.data)
})

inputs.number.addEventListener('input', () => reformat(inputs.number, formatNumber))
inputs.expiry.addEventListener('input', (event) => {
  const isDeleting = String(event.inputType).startsWith('delete')
  reformat(inputs.expiry, (text) => formatExpiry(text, isDeleting))
})
inputs.code.addEventListener('input', () => reformat(inputs.code, digitsOf))

for (const [name, input] of Object.entries(inputs)) {
  input.addEventListener('input', () => typed(name))
  input.addEventListener('blur', () => {
    checkLeft(name)
    tell({ type: 'blur' })
  })
  input.addEventListener('focus', () => tell({ type: 'focus' }))
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') tell({ type: 'escape' })
  if (event.key !== 'Enter' || event.target.tagName !== 'INPUT') return
  event.preventDefault()
  tell({ type: 'enter' })
})
byId('card').addEventListener('submit', (event) => event.preventDefault())

new ResizeObserver(tellHeight).observe(document.body)
tell({ type: 'hello' })
