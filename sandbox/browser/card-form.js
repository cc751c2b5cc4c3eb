/**
 * The payment form. Numbers and security codes are typed here and sent from here to the sandbox;
 * the page around this frame gets only what became of them.
 */
import { createBankPart } from './bank-part.js'
import { createCardPart } from './card-part.js'
import { showTestNumbers } from './test-numbers.js'

const API_VERSION = '2026-10-28.endive'
const parentOrigin = new URLSearchParams(window.location.search).get('parent') ?? ''
const byId = (id) => document.getElementById(id)

const hearing = {
  onBlur: () => tell({ type: 'blur' }),
  onChange: tellChange,
  onFocus: () => tell({ type: 'focus' }),
  onLayout: tellHeight,
}
const parts = { card: createCardPart(hearing), us_bank_account: createBankPart(hearing) }
const tabs = { card: byId('tab-card'), us_bank_account: byId('tab-bank') }
const panels = { card: byId('card'), us_bank_account: byId('bank') }

let key = ''
let shown = parts.card
let types = ['card']

function tell(letter) {
  window.parent.postMessage(letter, parentOrigin)
}

function tellChange() {
  tell({ type: 'change', method: shown.type, ...shown.state() })
}

function tellHeight() {
  tell({ type: 'height', height: Math.ceil(document.body.getBoundingClientRect().height) })
}

/** Shows one part; the tabs are there only where there is a choice. */
function show(type) {
  shown = parts[type]
  for (const [name, tab] of Object.entries(tabs)) {
    tab.hidden = !types.includes(name)
    tab.setAttribute('aria-selected', String(name === type))
    tab.tabIndex = name === type ? 0 : -1
    panels[name].hidden = name !== type
  }
  byId('tabs').hidden = types.length < 2
  for (const panel of Object.values(panels)) {
    if (types.length < 2) panel.removeAttribute('role')
    else panel.setAttribute('role', 'tabpanel')
  }
  const { title, entries, fill, format } = shown.tests()
  byId('tests-title').textContent = title
  showTestNumbers(byId('test-numbers'), entries, { fill, format, say })
  tellHeight()
}

function say(text) {
  byId('said').textContent = text
}

function choose(type) {
  show(type)
  tabs[type].focus()
  tellChange()
}

/** Sends what was typed with what the page adds, and keeps it in the form if it is refused. */
async function send(path, params) {
  const invalid = shown.validate()
  if (invalid.error) return invalid
  const form = new URLSearchParams()
  append(
    form,
    '',
    path === 'payment_methods'
      ? withMethod(params)
      : { ...params, payment_method_data: withMethod(params.payment_method_data) },
  )
  try {
    const response = await fetch(`/v1/${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Stripe-Version': API_VERSION },
      body: form,
    })
    const answer = await response.json()
    if (answer.error) shown.showRefusal(answer.error)
    return answer
  } catch {
    const message = 'The sandbox could not be reached. Check that it runs, then try again.'
    return { error: { type: 'api_connection_error', message } }
  }
}

/** What the form asks for goes before what the page says of the same. */
function withMethod(data = {}) {
  const typed = shown.data()
  const billing_details = { ...data.billing_details, ...typed.billing_details }
  return { ...data, ...typed, billing_details }
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
  for (const part of Object.values(parts)) part.setReadOnly(readOnly)
}

function begin(letter) {
  key = letter.key
  applyAppearance(letter.appearance)
  setReadOnly(letter.readOnly)
}

/** Which methods there are, once the page knows. The first time the form is ready after it. */
async function setUp({ methods, ...wanted }) {
  types = methods.filter((type) => parts[type] !== undefined)
  if (types.length === 0) types = ['card']
  await Promise.all(types.map((type) => parts[type].load()))
  for (const type of types) parts[type].setUp(wanted)
  show(types.includes(shown.type) ? shown.type : types[0])
  tell({ type: 'ready' })
}

const LETTERS = {
  init: begin,
  setup: setUp,
  appearance: (letter) => applyAppearance(letter.appearance),
  options: (letter) => setReadOnly(letter.readOnly),
  focus: () => shown.focus(),
  clear: () => {
    for (const part of Object.values(parts)) part.clear()
    tellChange()
  },
  validate: (letter) =>
    tell({
      type: 'answer',
      id: letter.id,
      answer: { ...shown.validate(), selectedPaymentMethod: shown.type },
    }),
  send: async (letter) =>
    tell({ type: 'answer', id: letter.id, answer: await send(letter.path, letter.params) }),
}

window.addEventListener('message', (event) => {
  if (event.source !== window.parent || event.origin !== parentOrigin) return
  if (event.data === null || typeof event.data !== 'object') return
  LETTERS[event.data.type]?.(event.data)
})

for (const [type, tab] of Object.entries(tabs)) {
  tab.addEventListener('click', () => choose(type))
  tab.addEventListener('keydown', ({ key: pressed }) => {
    if (pressed !== 'ArrowLeft' && pressed !== 'ArrowRight') return
    choose(types.find((one) => one !== type) ?? type)
  })
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') tell({ type: 'escape' })
  if (event.key !== 'Enter' || event.target.tagName !== 'INPUT') return
  event.preventDefault()
  tell({ type: 'enter' })
})
for (const panel of Object.values(panels)) {
  panel.addEventListener('submit', (event) => event.preventDefault())
}

new ResizeObserver(tellHeight).observe(document.body)
tell({ type: 'hello' })
