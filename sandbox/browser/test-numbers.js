/** The list of test cards or accounts under the form: one click fills one in, another copies its number. */
export function showTestNumbers(list, entries, { fill, format, say }) {
  list.replaceChildren(...entries.map((entry) => listItem(entry)))

  function listItem({ number, does }) {
    const item = document.createElement('li')
    const spaced = format(number)
    const choose = button('fill', '', () => {
      fill(number)
      say(`Filled in: ${does}.`)
    })
    choose.append(text('digits', spaced), text('does', does))
    const copy = button('copy', 'Copy', async () => {
      await copyText(number)
      say(`Copied ${spaced}.`)
    })
    copy.setAttribute('aria-label', `Copy ${spaced}`)
    item.append(choose, copy)
    return item
  }
}

function button(name, label, act) {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = name
  made.textContent = label
  made.addEventListener('click', act)
  return made
}

function text(name, content) {
  const made = document.createElement('span')
  made.className = name
  made.textContent = content
  return made
}

/** Plain http on a private network has no clipboard interface; a selected field still copies. */
async function copyText(content) {
  try {
    await navigator.clipboard.writeText(content)
  } catch {
    const field = document.createElement('textarea')
    field.value = content
    document.body.append(field)
    field.select()
    document.execCommand('copy')
    field.remove()
  }
}
