/** The fields of one part of the form: what is wrong in them, and when that is said. */
export function createFields({ inputs, problems, onChange, onLayout }) {
  const names = Object.keys(inputs)
  const byId = (id) => document.getElementById(id)

  function showProblem(name, problem) {
    inputs[name].setAttribute('aria-invalid', String(problem !== null))
    byId(`${inputs[name].id}-problem`).textContent = problem?.message ?? ''
    onLayout()
  }

  function isShowingProblem(name) {
    return inputs[name].getAttribute('aria-invalid') === 'true'
  }

  const fields = {
    showProblem,
    isShowingProblem,
    /** A problem that is shown goes away as soon as it is mended. */
    recheck(name) {
      if (isShowingProblem(name) && problems[name]() === null) showProblem(name, null)
    },
    /** Names the cause when a field is left; an empty one may still be filled in. */
    checkLeft(name) {
      showProblem(name, inputs[name].value === '' ? null : problems[name]())
    },
    state() {
      const found = names.map((name) => problems[name]())
      return {
        empty: names.every((name) => inputs[name].value === ''),
        complete: found.every((problem) => problem === null),
        error: names.some(isShowingProblem) ? asError(found.find(Boolean)) : undefined,
      }
    },
    /** Shows all that is wrong, and answers the first of it. */
    validate() {
      const found = names.map((name) => ({ name, problem: problems[name]() }))
      for (const { name, problem } of found) showProblem(name, problem)
      const first = found.find(({ problem }) => problem !== null)
      if (first === undefined) return {}
      inputs[first.name].focus()
      onChange()
      return { error: asError(first.problem) }
    },
    clearProblems() {
      for (const name of names) showProblem(name, null)
    },
    clear() {
      for (const name of names) inputs[name].value = ''
      fields.clearProblems()
    },
    setReadOnly(readOnly) {
      for (const name of names) inputs[name].readOnly = readOnly
    },
    listen({ onBlur, onFocus, onInput = () => {} }) {
      for (const name of names) {
        const input = inputs[name]
        input.addEventListener('input', () => {
          fields.recheck(name)
          onInput(name)
          onChange()
        })
        input.addEventListener('blur', () => {
          fields.checkLeft(name)
          onBlur()
        })
        input.addEventListener('focus', onFocus)
      }
    },
  }
  return fields
}

function asError(problem) {
  return problem ? { type: 'validation_error', ...problem } : undefined
}
