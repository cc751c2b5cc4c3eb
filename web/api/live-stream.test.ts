import { expect, test } from 'vitest'
import { readEvents } from './live-stream.ts'

async function read(chunks: string[]) {
  const bytes = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(bytes.encode(chunk))
      controller.close()
    },
  })
  let heard = 0
  const events = []
  for await (const event of readEvents(body, () => heard++)) events.push(event)
  return { events, heard }
}

test('an event that arrives in pieces is one event', async () => {
  const { events } = await read(['event: cha', 'nge\ndata: {"a":', '1}\n', '\nevent: x'])
  expect(events).toEqual([{ name: 'change', data: '{"a":1}' }])
})

test('a heartbeat is heard and is no event', async () => {
  const { events, heard } = await read([': still here\n\n', ': still here\n\n'])
  expect(events).toEqual([])
  expect(heard).toBe(2)
})

test('several events in one piece, with carriage returns', async () => {
  const { events } = await read(['data: 1\r\n\r\nevent: b\r\ndata: 2\r\ndata: 3\r\n\r\n'])
  expect(events).toEqual([
    { name: 'message', data: '1' },
    { name: 'b', data: '2\n3' },
  ])
})
