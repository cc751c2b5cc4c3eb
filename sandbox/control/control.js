/** The control page of the sandbox: reads every two seconds, changes by the same JSON routes. */
import { decisions } from '/_sandbox/decisions.js'

const REFRESH_MS = 2_000
const byId = (id) => document.getElementById(id)
const ALL = ''

async function call(path, { method = 'GET', body } = {}) {
  const response = await fetch(`/_sandbox/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.error.message)
  return answer
}

/** Does something, shows what went wrong if anything did, and reads again. */
async function act(work) {
  try {
    await work()
    await refresh()
    byId('problem').hidden = true
  } catch (error) {
    byId('problem').hidden = false
    byId('problem').textContent = `The sandbox did not do that: ${error.message}`
  }
}

function account() {
  return byId('account').value
}

function ofAccount(path) {
  return account() === ALL ? path : `${path}?account=${encodeURIComponent(account())}`
}

function withAccount(body) {
  return account() === ALL ? body : { ...body, account: account() }
}

async function refresh() {
  const [accounts, clock, faults, webhooks, events, requests, money] = await Promise.all(
    ['accounts', 'clock', 'faults', 'webhooks', 'events', 'requests', 'money'].map((path) =>
      call(ofAccount(path)),
    ),
  )
  showAccounts(accounts.data)
  showClock(clock)
  showFaults(faults.rules)
  if (document.activeElement !== byId('webhook-mode')) byId('webhook-mode').value = webhooks.mode
  const byTime = events.data.toSorted((a, b) => b.created - a.created)
  fillTable(byId('events'), byTime.slice(0, 50), eventCells, 'No events yet.')
  fillTable(byId('money'), decisions(money), moneyCells, 'No payments yet.')
  fillTable(byId('requests'), requests.data, requestCells, 'No requests yet.')
}

function showAccounts(names) {
  const select = byId('account')
  const known = [...select.options].map((option) => option.value)
  if (known.join() === [ALL, ...names].join()) return
  const chosen = select.value
  select.replaceChildren(option(ALL, 'all'), ...names.map((name) => option(name, name)))
  select.value = names.includes(chosen) ? chosen : ALL
}

function option(value, label) {
  const made = document.createElement('option')
  made.value = value
  made.textContent = label
  return made
}

function showClock({ now, offsetSeconds }) {
  byId('now').textContent = dateTime(now * 1000)
  const hours = Math.round(offsetSeconds / 3600)
  const ahead =
    hours === 1 ? '1 hour' : hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
  byId('ahead').textContent = hours === 0 ? '' : `${ahead} ahead of the real time`
}

function dateTime(milliseconds) {
  return new Date(milliseconds).toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'medium',
  })
}

function showFaults(rules) {
  const live = rules.filter(({ times }) => times === undefined || times > 0)
  const items = live.map(({ kind, path, times }) => {
    const item = document.createElement('li')
    const often = times === undefined ? 'until taken back' : `${times} more`
    item.textContent = `${labelOf('fault-kind', kind)}; ${labelOf('fault-path', path)}; ${often}`
    return item
  })
  byId('faults').replaceChildren(...items)
}

/** The words of a choice, or its value when it was set by other means. */
function labelOf(select, value) {
  const known = [...byId(select).options].find((choice) => choice.value === value)
  return known?.textContent ?? value ?? 'every call'
}

function eventCells({ account: owner, created, deliveries, id, object, type }) {
  const resend = document.createElement('button')
  resend.type = 'button'
  resend.textContent = 'Resend'
  resend.setAttribute('aria-label', `Resend ${type}`)
  resend.addEventListener('click', () =>
    act(() => call('events/resend', { method: 'POST', body: { account: owner, event: id } })),
  )
  return [
    dateTime(created * 1000),
    type,
    object ?? '',
    deliveries.map(deliveryText).join(', ') || 'no endpoint',
    resend,
  ]
}

function deliveryText({ state, attempts, lastStatus }) {
  if (state === 'delivered') return `delivered (${lastStatus})`
  if (state !== 'pending' || attempts === 0) return state
  return `tried ${attempts}, ${lastStatus ?? 'no answer'}; will retry`
}

function moneyCells({ account: owner, created, what, amount, state, choices }) {
  const buttons = document.createElement('span')
  buttons.className = 'choices'
  for (const { label, path, body, select } of choices) {
    const list = select === undefined ? null : selectFor(select, what, JSON.stringify(body))
    if (list !== null) buttons.append(list)
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = label
    button.setAttribute('aria-label', `${label}: ${what}, ${amount}`)
    button.addEventListener('click', () => {
      // A table that holds the focus is not filled anew, and this row is about to change.
      button.blur()
      const chosen = list === null ? {} : { [select.name]: list.value }
      void act(() => call(path, { method: 'POST', body: { account: owner, ...body, ...chosen } }))
    })
    buttons.append(button)
  }
  return [dateTime(created * 1000), what, amount, state, buttons]
}

/** What was chosen in the lists of a table, which is filled anew every two seconds. */
const chosenBefore = new Map()

function selectFor({ label, options }, what, key) {
  const list = document.createElement('select')
  list.setAttribute('aria-label', `${label}: ${what}`)
  list.append(...options.map(([value, words]) => option(value, words)))
  list.value = chosenBefore.get(key) ?? list.value
  list.addEventListener('change', () => chosenBefore.set(key, list.value))
  return list
}

function requestCells({ at, method, path, status }) {
  return [dateTime(at), method, path, status === 0 ? 'cut' : String(status)]
}

function fillTable(body, rows, cells, empty) {
  if (body.contains(document.activeElement)) return
  const filled = rows.map((row) => tableRow(cells(row)))
  body.replaceChildren(...(filled.length > 0 ? filled : [tableRow([empty])]))
}

function tableRow(cells) {
  const row = document.createElement('tr')
  for (const content of cells) {
    const cell = document.createElement('td')
    cell.append(content)
    row.append(cell)
  }
  return row
}

byId('advance').addEventListener('click', ({ target }) => {
  const seconds = Number(target.dataset.seconds)
  if (seconds > 0) {
    void act(() =>
      call('clock', { method: 'POST', body: withAccount({ advanceSeconds: seconds }) }),
    )
  }
})

byId('add-fault').addEventListener('submit', (event) => {
  event.preventDefault()
  const kind = byId('fault-kind').value
  const times = byId('fault-times').value
  const rule = {
    kind,
    path: byId('fault-path').value,
    ...(times === '' ? {} : { times: Number(times) }),
    ...(kind === 'delay' ? { delayMs: 5_000 } : {}),
  }
  void act(async () => {
    const { rules } = await call('faults')
    await call('faults', { method: 'POST', body: { rules: [...rules, rule] } })
  })
})

byId('clear-faults').addEventListener('click', () =>
  act(() => call('faults', { method: 'DELETE' })),
)

/** Of the chosen account, or of every one that has something. */
async function payOut(everything) {
  const names = account() === ALL ? (await call('accounts')).data : [account()]
  const problems = []
  for (const name of names) {
    const body = { account: name, everything }
    await call('payouts', { method: 'POST', body }).catch((error) => problems.push(error))
  }
  if (problems.length === names.length) throw problems[0] ?? new Error('There is no account yet.')
}

byId('pay-out').addEventListener('click', () => act(() => payOut(false)))
byId('pay-out-all').addEventListener('click', () => act(() => payOut(true)))

byId('webhook-mode').addEventListener('change', ({ target }) => {
  void act(() => call('webhooks', { method: 'POST', body: withAccount({ mode: target.value }) }))
})

byId('account').addEventListener('change', () => act(async () => {}))

for (const part of document.querySelectorAll('.scroll')) part.tabIndex = 0

setInterval(() => document.visibilityState === 'visible' && act(async () => {}), REFRESH_MS)
void act(async () => {})
