import t from 'tap'
import {
  blockSize,
  pixelate,
  pixelatedBox,
  type Pixels,
} from '../../domain/screenshot-pixelation.ts'
import type { Box, Placed } from '../../domain/screenshot-shapes.ts'

const SIZE = { width: 100, height: 60 }

/** Every pixel another value. */
function picture(channels: 3 | 4): Pixels {
  const data = Uint8Array.from({ length: SIZE.width * SIZE.height * channels }, (_, at) => {
    return (at * 37) % 251
  })
  return { ...SIZE, channels, data }
}

function over(box: Box): Placed[] {
  return [{ id: 'e-00000001', shape: { kind: 'pixelate', order: 1, box } }]
}

t.test('blocks are never smaller than 16 pixels, and grow with the picture', async (t) => {
  t.equal(blockSize(SIZE), 16)
  t.equal(blockSize({ width: 1280, height: 720 }), 20)
  t.equal(blockSize({ width: 3000, height: 4000 }), 63)
})

t.test('a box grows to whole blocks of the picture', async (t) => {
  t.same(pixelatedBox({ x: 17, y: 1, width: 16, height: 1 }, SIZE), {
    ...{ x: 16, y: 0, width: 32, height: 16 },
  })
  t.same(pixelatedBox({ x: 90, y: 50, width: 500, height: 500 }, SIZE), {
    ...{ x: 80, y: 48, width: 20, height: 12 },
  })
  t.equal(pixelatedBox({ x: 200, y: 0, width: 9, height: 9 }, SIZE), undefined)
})

for (const channels of [3, 4] as const) {
  t.test(
    `what is covered depends on the means of blocks alone, ${channels} channels`,
    async (t) => {
      const before = picture(channels)
      const after = picture(channels)
      const shapes = over({ x: 20, y: 20, width: 30, height: 20 })
      pixelate(after, shapes)
      const at = (pixels: Pixels, x: number, y: number) => {
        const start = (y * SIZE.width + x) * channels
        return [...pixels.data.subarray(start, start + channels)]
      }
      for (let y = 0; y < SIZE.height; y += 1) {
        for (let x = 0; x < SIZE.width; x += 1) {
          const isCovered = x >= 16 && x < 64 && y >= 16 && y < 48
          const expected = isCovered
            ? at(after, Math.floor(x / 16) * 16, Math.floor(y / 16) * 16)
            : at(before, x, y)
          if (String(at(after, x, y)) !== String(expected)) return t.fail(`pixel ${x}, ${y}`)
        }
      }
      const again = { ...after, data: Uint8Array.from(after.data) }
      pixelate(again, shapes)
      t.same(again.data, after.data, 'once more changes nothing')
      t.not(String(at(before, 20, 20)), String(at(after, 20, 20)))
    },
  )
}
