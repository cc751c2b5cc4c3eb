import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromTypeId, ID_PREFIXES, makeIdSource, newId, toTypeId } from './id.ts'

const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const prefix = fc.constantFrom(...Object.values(ID_PREFIXES))

/** Randomness that always gives the same byte. */
function constantBytes(value: number) {
  return (bytes: Uint8Array) => bytes.fill(value)
}

describe('newId', () => {
  test('is a UUID of version 7, each above the one before', () => {
    const ids = Array.from({ length: 5000 }, () => newId())
    for (const id of ids) expect(id).toMatch(UUID_7)
    expect(new Set(ids).size).toBe(ids.length)
    expect([...ids].sort()).toEqual(ids)
  })

  test('carries the time of its clock', () => {
    const source = makeIdSource({ now: () => new Date(0x018cc251f400), random: constantBytes(0) })
    expect(source()).toBe('018cc251-f400-7000-8000-000000000000')
    expect(source()).toBe('018cc251-f400-7000-8000-040000000000')
  })

  test('the same clock and randomness make the same ids', () => {
    const options = { now: () => new Date(1_700_000_000_000), random: constantBytes(0xa5) }
    const [one, other] = [makeIdSource(options), makeIdSource(options)]
    expect([one(), one(), one()]).toEqual([other(), other(), other()])
  })

  test('never goes back, whatever the clock does', () => {
    const steps = fc.array(fc.integer({ min: -5, max: 3 }), { minLength: 2, maxLength: 60 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 255 }), (moves, value) => {
        let ms = 1_700_000_000_000
        const source = makeIdSource({ now: () => new Date(ms), random: constantBytes(value) })
        const ids = moves.map((move) => {
          ms += move
          return source()
        })
        for (const [i, id] of ids.entries()) {
          expect(id).toMatch(UUID_7)
          if (i > 0) expect(id > (ids[i - 1] ?? '')).toBe(true)
        }
      }),
    )
  })
})

describe('TypeID', () => {
  // Valid ones of the TypeID specification, with our prefixes.
  const known: [string, string][] = [
    ['00000000-0000-0000-0000-000000000000', '00000000000000000000000000'],
    ['00000000-0000-0000-0000-000000000001', '00000000000000000000000001'],
    ['00000000-0000-0000-0000-00000000000a', '0000000000000000000000000a'],
    ['00000000-0000-0000-0000-000000000010', '0000000000000000000000000g'],
    ['00000000-0000-0000-0000-000000000020', '00000000000000000000000010'],
    ['ffffffff-ffff-ffff-ffff-ffffffffffff', '7zzzzzzzzzzzzzzzzzzzzzzzzz'],
    ['0110c853-1d09-52d8-d73e-1194e95b5f19', '0123456789abcdefghjkmnpqrs'],
    ['01890a5d-ac96-774b-bcce-b302099a8057', '01h455vb4pex5vsknk084sn02q'],
  ]

  test.each(known)('%s is %s', (uuid, suffix) => {
    expect(toTypeId('pay', uuid)).toBe(`pay_${suffix}`)
    expect(fromTypeId('pay', `pay_${suffix}`)).toBe(uuid)
  })

  test('comes back as the same UUID, and sorts like it', () => {
    fc.assert(
      fc.property(prefix, fc.uuid(), fc.uuid(), (name, a, b) => {
        expect(fromTypeId(name, toTypeId(name, a))).toBe(a)
        expect(toTypeId(name, a) < toTypeId(name, b)).toBe(a < b)
      }),
    )
  })

  test.each([
    ['another prefix', 'inv_01h455vb4pex5vsknk084sn02q'],
    ['no prefix', '01h455vb4pex5vsknk084sn02q'],
    ['upper case', 'pay_01H455VB4PEX5VSKNK084SN02Q'],
    ['more than 128 bits', 'pay_8zzzzzzzzzzzzzzzzzzzzzzzzz'],
    ['letters left out of base32', 'pay_01h455vb4pex5vsknk084sn0il'],
    ['too short', 'pay_01h455vb4pex5vsknk084sn02'],
    ['too long', 'pay_01h455vb4pex5vsknk084sn02qq'],
    ['a line break at the end', 'pay_01h455vb4pex5vsknk084sn02\n'],
    ['a UUID', '01890a5d-ac96-774b-bcce-b302099a8057'],
    ['SQL', "pay_' or 1=1 --"],
    ['nothing', ''],
  ])('%s is not an id', (_, text) => {
    expect(fromTypeId('pay', text)).toBeNull()
  })

  test('any text gives a UUID or null', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(fromTypeId('pay', `pay_${text}`) ?? 'null').toMatch(/^null$|^[0-9a-f-]{36}$/)
      }),
    )
  })

  test('prefixes differ from each other and fit the specification', () => {
    const all = Object.values(ID_PREFIXES)
    expect(new Set(all).size).toBe(all.length)
    for (const name of all) expect(name).toMatch(/^[a-z]{2,3}$/)
  })

  test('is made from a UUID only', () => {
    expect(() => toTypeId('pay', 'pay_1')).toThrow('UUID')
  })
})
