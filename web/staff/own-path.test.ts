import { expect, test } from 'vitest'
import { ownPath } from './own-path.ts'

test('a path of this site is kept with its query', () => {
  expect(ownPath('/o/harbor/clients?view=owing')).toBe('/o/harbor/clients?view=owing')
})

test.each([
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  'https://evil.example',
  'evil',
  '',
  7,
  undefined,
])('%j leads elsewhere and is dropped', (value) => {
  expect(ownPath(value)).toBeUndefined()
})
