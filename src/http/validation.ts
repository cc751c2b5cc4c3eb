import type { z } from 'zod'
import { refuse } from './problem.ts'

/** Turns what the schema of a route found wrong into one refusal: the first in reading order. */
export function refuseInvalid(error: z.core.$ZodError): never {
  const issue = error.issues[0] as z.core.$ZodIssue
  const field = issue.path.join('.')
  switch (issue.code) {
    case 'unrecognized_keys':
      return refuseUnknownField(issue.keys[0] ?? '', issue)
    case 'invalid_type':
      return issue.message.includes('received undefined')
        ? refuse('field_required', `"${field}" is missing.`, { field })
        : refuse('body_invalid', `${label(field)} must be ${article(issue.expected)}.`, { field })
    case 'invalid_union':
      return refuse('body_invalid', `${label(field)} has none of the known forms.`, { field })
    case 'invalid_value':
      return refuse(
        'field_invalid',
        `${label(field)} must be one of: ${issue.values.map(String).join(', ')}.`,
        { field },
      )
    default:
      return refuse('field_invalid', sentenceOf(issue.message, field), { field })
  }
}

/** Spellings of the organization's id that a caller might add, to no effect or a bad one. */
const ORGANIZATION_FIELDS = new Set(['org', 'org_id', 'orgId', 'organization', 'organizationId'])

function refuseUnknownField(key: string, issue: z.core.$ZodIssue): never {
  const field = [...issue.path, key].join('.')
  if (ORGANIZATION_FIELDS.has(key)) {
    refuse('field_not_allowed', `Remove ${key}; it comes from your sign-in.`, { field })
  }
  refuse('body_invalid', sentenceOf(issue.message, field), { field })
}

function label(field: string): string {
  return field === '' ? 'The body' : `"${field}"`
}

function article(expected: string): string {
  const words: Record<string, string> = {
    string: 'text',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'an object',
    int: 'a whole number',
  }
  return words[expected] ?? expected
}

/** Messages written into our schemas are sentences already; zod's own are not. */
function sentenceOf(message: string, field: string): string {
  return /[.?]$/.test(message) ? message : `${label(field)}: ${message}.`
}
