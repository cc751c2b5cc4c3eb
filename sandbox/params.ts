import { badRequest, missingParameter } from './errors.ts'
import type { FormObject, FormValue } from './form-encoding.ts'

/**
 * What one parameter may be. `any` is taken as it comes: parts of the API that the sandbox
 * accepts and does not act on.
 */
export type Rule =
  | 'string'
  | 'integer'
  | 'boolean'
  | 'strings'
  | 'metadata'
  | 'any'
  | { oneOf: readonly string[] }
  | { fields: Shape }
  | { required: Rule }
  | { unset: Rule }

export type Shape = { [name: string]: Rule }
export type Params = { [name: string]: unknown }

/** `required: amount`, in words. */
export const required = (rule: Rule): Rule => ({ required: rule })
/** An empty string takes the value away; handlers see `null`. */
export const unsettable = (rule: Rule): Rule => ({ unset: rule })
export const oneOf = (...values: string[]): Rule => ({ oneOf: values })
export const fields = (shape: Shape): Rule => ({ fields: shape })

const METADATA_KEYS = 50
const METADATA_KEY_LENGTH = 40
const METADATA_VALUE_LENGTH = 500

/** Turns the strings of a form into typed parameters, or throws the 400 that names the fault. */
export function checkParams(given: FormObject, shape: Shape): Params {
  return checkShape(given, shape, '')
}

function checkShape(given: FormObject, shape: Shape, prefix: string): Params {
  const unknown = Object.keys(given).filter((name) => !(name in shape))
  if (unknown.length > 0) throw unknownParameters(unknown.map((name) => place(prefix, name)))
  const checked: Params = {}
  for (const [name, rule] of Object.entries(shape)) {
    const value = given[name]
    if (value === undefined) {
      if (typeof rule === 'object' && 'required' in rule)
        throw missingParameter(place(prefix, name))
      continue
    }
    checked[name] = checkValue(value, rule, place(prefix, name))
  }
  return checked
}

export function unknownParameters(names: string[]): Error {
  const plural = names.length === 1 ? 'parameter' : 'parameters'
  return badRequest(`Received unknown ${plural}: ${names.join(', ')}`, {
    code: 'parameter_unknown',
    param: names[0] as string,
  })
}

function place(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}[${name}]`
}

function checkValue(value: FormValue, rule: Rule, param: string): unknown {
  if (typeof rule === 'object' && 'required' in rule) return checkValue(value, rule.required, param)
  if (typeof rule === 'object' && 'unset' in rule) {
    return value === '' ? null : checkValue(value, rule.unset, param)
  }
  if (rule === 'any') return value
  if (rule === 'metadata') return checkMetadata(value, param)
  if (typeof rule === 'object' && 'fields' in rule) return checkFields(value, rule.fields, param)
  if (rule === 'strings') return checkStrings(value, param)
  if (typeof value !== 'string')
    throw badRequest(`Invalid string: ${param} is an object.`, { param })
  if (value === '') throw emptyParameter(param)
  return checkScalar(value, rule, param)
}

function checkScalar(value: string, rule: Rule, param: string): unknown {
  if (rule === 'integer') return checkInteger(value, param)
  if (rule === 'boolean') return checkBoolean(value, param)
  if (typeof rule === 'object' && 'oneOf' in rule && !rule.oneOf.includes(value)) {
    throw badRequest(`Invalid ${param}: must be one of ${rule.oneOf.join(', ')}`, { param })
  }
  return value
}

function checkInteger(value: string, param: string): number {
  const number = Number(value)
  if (/^-?\d+$/.test(value) && Number.isSafeInteger(number)) return number
  throw badRequest(`Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param })
}

function checkBoolean(value: string, param: string): boolean {
  const text = value.toLowerCase()
  if (text === 'true') return true
  if (text === 'false') return false
  throw badRequest(`Invalid boolean: ${value}`, { param })
}

function checkStrings(value: FormValue, param: string): string[] {
  if (value === '') return []
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string')
  if (!isList) throw badRequest('Invalid array', { param })
  return value as string[]
}

function checkFields(value: FormValue, shape: Shape, param: string): Params {
  if (typeof value === 'string' || Array.isArray(value)) {
    throw badRequest('Invalid object', { param })
  }
  return checkShape(value, shape, param)
}

/** `null` for the empty string (take all metadata away); a value of '' deletes its key. */
function checkMetadata(value: FormValue, param: string): Record<string, string> | null {
  if (value === '') return null
  if (typeof value === 'string') throw badRequest('Invalid object', { param })
  const entries = Object.entries(value)
  for (const [key, text] of entries) {
    const inner = `${param}[${key}]`
    if (typeof text !== 'string')
      throw badRequest('Metadata values must be strings.', { param: inner })
    if (key.length > METADATA_KEY_LENGTH) {
      const message = `Metadata keys may have up to 40 characters, but '${key}' has ${key.length}.`
      throw badRequest(message, { param })
    }
    if (text.length > METADATA_VALUE_LENGTH) {
      const message = `Metadata values may have up to 500 characters, but ${key} has ${text.length}.`
      throw badRequest(message, { param: inner })
    }
  }
  return Object.fromEntries(entries) as Record<string, string>
}

function emptyParameter(param: string): Error {
  const message = `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however '${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`
  return badRequest(message, { code: 'parameter_invalid_empty', param })
}

/** New metadata laid over the old. */
export function mergeMetadata(
  old: Readonly<Record<string, string>>,
  given: unknown,
): Record<string, string> {
  if (given === undefined) return { ...old }
  if (given === null) return {}
  const merged = { ...old, ...(given as Record<string, string>) }
  for (const [key, value] of Object.entries(merged)) if (value === '') delete merged[key]
  if (Object.keys(merged).length > METADATA_KEYS) {
    throw badRequest(`You can have up to ${METADATA_KEYS} metadata keys.`, { param: 'metadata' })
  }
  return merged
}
