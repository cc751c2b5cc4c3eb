import { expect, test } from 'vitest'
import { findClinicalCode } from './clinical.ts'

test.each([
  'F41.1 session',
  'Therapy (f32.9)',
  'F32',
  'Dx: J45',
  'ICD-10 E11',
  'diagnosis R51',
  'M54.50, second visit',
  '90837',
  'Session 90834, June',
  '99213-25',
  'CPT 97110',
  'H0004',
  'procedure code G0438',
  'Ｆ41.1',
])('%s is clinical', (text) => {
  expect(findClinicalCode(text)).toBe(true)
})

test.each([
  'Second lesson',
  'Invoice 90837',
  'INV-104',
  'Order no. 99213',
  '11.22.2026 1000 CC',
  '$90,837.00',
  '90837.50',
  'Room B12',
  'Swimming course 2026/27, part 3 of 4',
  'Tel. 555-0134',
  'ZIP 01970',
  'pay_01m821ez4yes1bzzgn2vmfb647',
  'Flight UA1234',
  'Visa 4242',
])('%s is not', (text) => {
  expect(findClinicalCode(text)).toBe(false)
})
