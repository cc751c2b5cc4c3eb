import { inflateSync } from 'node:zlib'

export interface Picture {
  width: number
  height: number
}

/** More than any letterhead needs; less than would stop whoever unpacks it. */
export const PICTURE_SIDE_MAX = 2_000

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
/** Samples per pixel by colour type. */
const SAMPLES: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/**
 * The size of a PNG that every program can show, or null: whatever calls itself a picture is
 * unpacked once, within limits, before it is stored.
 */
export function readPng(bytes: Buffer): Picture | null {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return null
  const parts: Buffer[] = []
  let header: Buffer | null = null
  let position = 8
  let ended = false
  while (!ended && position + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(position)
    const kind = bytes.toString('latin1', position + 4, position + 8)
    const data = bytes.subarray(position + 8, position + 8 + length)
    if (data.length !== length) return null
    if (position === 8 && kind !== 'IHDR') return null
    if (kind === 'IHDR') header = data
    if (kind === 'IDAT') parts.push(data)
    ended = kind === 'IEND'
    position += 12 + length
  }
  return header && ended ? unpacked(header, Buffer.concat(parts)) : null
}

function unpacked(header: Buffer, packed: Buffer): Picture | null {
  if (header.length !== 13) return null
  const width = header.readUInt32BE(0)
  const height = header.readUInt32BE(4)
  const [depth = 0, colour = 0, , , interlaced] = header.subarray(8)
  const samples = SAMPLES[colour]
  if (!samples || interlaced !== 0 || ![1, 2, 4, 8].includes(depth)) return null
  if (width < 1 || height < 1 || width > PICTURE_SIDE_MAX || height > PICTURE_SIDE_MAX) return null
  const expected = height * (1 + Math.ceil((width * samples * depth) / 8))
  try {
    const pixels = inflateSync(packed, { maxOutputLength: expected + 1 })
    return pixels.length === expected ? { width, height } : null
  } catch {
    return null
  }
}
