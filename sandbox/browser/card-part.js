/** The fields of a card. */
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
import { createFields } from './form-fields.js'

/** Which field an error of the sandbox is about. */
const FIELD_OF_PARAM = { number: 'number', exp_month: 'expiry', exp_year: 'expiry', cvc: 'code' }

export function createCardPart({ onBlur, onChange, onFocus, onLayout }) {
  const byId = (id) => document.getElementById(id)
  const inputs = { number: byId('number'), expiry: byId('expiry'), code: byId('code') }
  let cards = []
  const problems = {
    number: () => numberProblem(inputs.number.value, isTestNumber),
    expiry: () => expiryProblem(inputs.expiry.value, new Date()),
    code: () => codeProblem(inputs.code.value, inputs.number.value),
  }
  const fields = createFields({ inputs, problems, onChange, onLayout })

  function isTestNumber(number) {
    return cards.some((card) => card.number === number)
  }

  function showBrand() {
    const { brand, name, code } = brandOf(digitsOf(inputs.number.value))
    byId('brand').textContent = name
    byId('number-hint').textContent = name
    byId('code-hint').textContent =
      brand === 'amex' ? '4 digits on the front' : '3 digits on the back'
    inputs.code.maxLength = code
    fields.recheck('code')
  }

  function fill(number) {
    const year = String(new Date().getFullYear() + 3).slice(-2)
    inputs.number.value = formatNumber(number)
    inputs.expiry.value = `12 / ${year}`
    inputs.code.value = brandOf(number).brand === 'amex' ? '1234' : '123'
    fields.clearProblems()
    showBrand()
    onChange()
  }

  inputs.number.addEventListener('input', () => reformat(inputs.number, formatNumber))
  inputs.expiry.addEventListener('input', (event) => {
    const isDeleting = String(event.inputType).startsWith('delete')
    reformat(inputs.expiry, (text) => formatExpiry(text, isDeleting))
  })
  inputs.code.addEventListener('input', () => reformat(inputs.code, digitsOf))
  fields.listen({ onBlur, onFocus, onInput: (name) => name === 'number' && showBrand() })

  return {
    type: 'card',
    focus: () => inputs.number.focus(),
    setReadOnly: fields.setReadOnly,
    validate: fields.validate,
    state: () => ({ ...fields.state(), brand: brandOf(digitsOf(inputs.number.value)).brand }),
    async load() {
      cards = await (await fetch('/endive/test-cards.json')).json()
    },
    tests: () => ({ title: 'Test cards', entries: cards, fill, format: formatNumber }),
    setUp() {},
    data() {
      const card = {
        number: digitsOf(inputs.number.value),
        ...expiryParts(inputs.expiry.value),
        cvc: digitsOf(inputs.code.value),
      }
      return { type: 'card', card }
    },
    showRefusal(error) {
      const field = FIELD_OF_PARAM[error.param]
      if (field !== undefined) fields.showProblem(field, error)
    },
    clear() {
      fields.clear()
      showBrand()
    },
  }
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
