import type Stripe from 'stripe'
import { noSuchParam, noSuchPath } from '../errors.ts'
import { listPage } from '../lists.ts'
import { fields, mergeMetadata, type Params, type Shape, unsettable } from '../params.ts'
import type { Stored } from '../records.ts'
import { type Call, EXPAND, LIST, type Route } from '../route.ts'
import { wholeAddress, wholeShipping } from './card-details.ts'
import { changed } from './changed.ts'
import { detach } from './payment-methods.ts'

const DETAILS: Shape = {
  ...EXPAND,
  address: unsettable('any'),
  balance: 'integer',
  business_name: unsettable('string'),
  description: unsettable('string'),
  email: unsettable('string'),
  individual_name: unsettable('string'),
  invoice_prefix: 'string',
  invoice_settings: fields({
    custom_fields: 'any',
    default_payment_method: unsettable('string'),
    footer: 'string',
    rendering_options: 'any',
  }),
  metadata: 'metadata',
  name: unsettable('string'),
  next_invoice_sequence: 'integer',
  phone: unsettable('string'),
  preferred_locales: 'strings',
  shipping: unsettable('any'),
  tax_exempt: unsettable('string'),
  validate: 'boolean',
}

async function create(call: Call): Promise<Stripe.Customer> {
  const blank: Stripe.Customer = {
    id: call.newId.next('cus', 14),
    object: 'customer',
    address: null,
    balance: 0,
    created: call.now,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: call.newId.letters(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  }
  const customer = withDetails(blank, call.params)
  call.work.put('customer', customer, { deleted: false })
  call.work.emit('customer.created', customer)
  return customer
}

function withDetails(customer: Stripe.Customer, params: Params): Stripe.Customer {
  const { expand, validate, metadata, invoice_settings, ...plain } = params
  const next = { ...customer, ...(plain as Partial<Stripe.Customer>) }
  return {
    ...next,
    address: wholeAddress(next.address),
    shipping: wholeShipping(next.shipping),
    invoice_settings: { ...customer.invoice_settings, ...(invoice_settings as object | undefined) },
    metadata: mergeMetadata(customer.metadata, metadata),
  }
}

async function retrieve(call: Call): Promise<Stripe.Customer | Stripe.DeletedCustomer> {
  const stored = await call.work.find('customer', call.ids[0] as string)
  if (stored === null) throw noSuchPath('customer', call.ids[0] as string)
  return stored.hidden.deleted ? tombstone(stored.object.id) : stored.object
}

async function update(call: Call): Promise<Stripe.Customer> {
  const { object } = await customerInPath(call)
  const method = (call.params.invoice_settings as Params | undefined)?.default_payment_method
  if (typeof method === 'string') await assertOwnMethod(call, object.id, method)
  const customer = withDetails(object, call.params)
  call.work.put('customer', customer, { deleted: false })
  call.work.emit('customer.updated', customer, changed(object, customer))
  return customer
}

async function assertOwnMethod(call: Call, customer: string, method: string): Promise<void> {
  const stored = await call.work.find('payment_method', method)
  if (stored !== null && stored.object.customer === customer) return
  throw noSuchParam('PaymentMethod', method, 'invoice_settings[default_payment_method]')
}

async function remove(call: Call): Promise<Stripe.DeletedCustomer> {
  const { object } = await customerInPath(call)
  const methods = await call.work.list({ type: 'payment_method', customer: object.id, limit: 500 })
  for (const method of methods) await detach(call.work, method)
  call.work.put('customer', object, { deleted: true })
  call.work.emit('customer.deleted', object)
  return tombstone(object.id)
}

function tombstone(id: string): Stripe.DeletedCustomer {
  return { id, object: 'customer', deleted: true }
}

async function customerInPath(call: Call): Promise<Stored<'customer'>> {
  const id = call.ids[0] as string
  const stored = await call.work.find('customer', id)
  if (stored === null || stored.hidden.deleted) throw noSuchPath('customer', id)
  return stored
}

async function listCustomers(call: Call): Promise<unknown> {
  const email = call.params.email as string | undefined
  const page = await listPage(call, 'customer', '/v1/customers', email ? { labels: [email] } : {})
  const data: unknown[] = []
  for (const customer of page.data) {
    const stored = await call.work.find('customer', customer.id)
    if (stored?.hidden.deleted !== true) data.push(customer)
  }
  return { ...page, data }
}

async function listMethods(call: Call): Promise<unknown> {
  const { object } = await customerInPath(call)
  const type = call.params.type as string | undefined
  const filter = type === undefined ? {} : { labels: [type] }
  const url = `/v1/customers/${object.id}/payment_methods`
  return listPage(call, 'payment_method', url, { customer: object.id, ...filter })
}

async function retrieveMethod(call: Call): Promise<Stripe.PaymentMethod> {
  const { object } = await customerInPath(call)
  const method = await call.work.find('payment_method', call.ids[1] as string)
  if (method === null || method.object.customer !== object.id) {
    throw noSuchPath('PaymentMethod', call.ids[1] as string)
  }
  return method.object
}

export const CUSTOMER_ROUTES: readonly Route[] = [
  { method: 'POST', path: '/v1/customers', params: DETAILS, handle: create },
  {
    method: 'GET',
    path: '/v1/customers',
    params: { ...LIST, email: 'string' },
    handle: listCustomers,
  },
  { method: 'GET', path: '/v1/customers/:id', params: EXPAND, handle: retrieve },
  { method: 'POST', path: '/v1/customers/:id', params: DETAILS, handle: update },
  { method: 'DELETE', path: '/v1/customers/:id', params: EXPAND, handle: remove },
  {
    method: 'GET',
    path: '/v1/customers/:id/payment_methods',
    params: { ...LIST, type: 'string', allow_redisplay: 'string' },
    handle: listMethods,
  },
  {
    method: 'GET',
    path: '/v1/customers/:id/payment_methods/:id',
    params: EXPAND,
    handle: retrieveMethod,
  },
]
