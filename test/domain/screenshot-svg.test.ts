import sharp from 'sharp'
import t from 'tap'
import type { Placed, Shape } from '../../domain/screenshot-shapes.ts'
import { overlayMarkup, shapeMarkup } from '../../domain/screenshot-svg.ts'

const PICTURE = { width: 1280, height: 800 }
const BOX = { x: 40, y: 40, width: 120, height: 60 }

function place(shape: Shape, side: 'e' | 'c' = 'e'): Placed {
  return { id: `${side}-00000001`, shape }
}

/** The colour that a renderer paints at a place; null where it paints nothing. */
async function colourAt(shapes: Placed[], x: number, y: number): Promise<number[] | null> {
  const svg = Buffer.from(overlayMarkup(shapes, PICTURE))
  const { data, info } = await sharp(svg).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const start = (y * info.width + x) * 4
  const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(start, start + 4)
  return alpha === 0 ? null : [red, green, blue]
}

const RED = [255, 69, 58]
const BLUE = [61, 155, 255]

t.test('the colour follows the author', async (t) => {
  const rectangle = { kind: 'rectangle', order: 1, box: BOX } as const
  t.same(await colourAt([place(rectangle, 'e')], 40, 70), RED)
  t.same(await colourAt([place(rectangle, 'c')], 40, 70), BLUE)
  t.equal(await colourAt([place(rectangle)], 100, 70), null, 'a rectangle is not filled')
})

t.test('every kind that is drawn is painted where it lies', async (t) => {
  const line = { kind: 'pen', order: 1, points: [10, 10, 60, 10, 110, 10, 160, 10] } as const
  t.same(await colourAt([place({ ...line, points: [...line.points] })], 80, 10), RED)
  t.same(await colourAt([place({ kind: 'pen', order: 1, points: [30, 30] })], 30, 30), RED)
  const arrow = {
    kind: 'arrow',
    order: 1,
    from: { x: 10, y: 100 },
    to: { x: 200, y: 100 },
  } as const
  t.same(await colourAt([place(arrow)], 100, 100), RED)
  t.same(await colourAt([place({ kind: 'text', order: 1, box: BOX, text: 'x' })], 155, 95), RED)
  const number = { kind: 'number', order: 1, at: { x: 50, y: 50 }, value: 1 } as const
  t.same(await colourAt([place(number)], 34, 50), RED)
})

t.test('pixelation and crop paint nothing, a crop moves what is left', async (t) => {
  t.equal(shapeMarkup(place({ kind: 'pixelate', order: 1, box: BOX }), PICTURE), '')
  const crop = place({ kind: 'crop', order: 2, box: BOX })
  t.equal(shapeMarkup(crop, PICTURE), '')
  const line = place({ kind: 'pen', order: 1, points: [50, 50, 150, 50] })
  t.same(await colourAt([line, crop], 60, 10), RED)
  t.match(overlayMarkup([crop], PICTURE), 'width="120" height="60" viewBox="40 40 120 60"')
})

t.test('text is text, whatever it contains', async (t) => {
  const text = '</text><script>alert(1)</script>&"\u0000\ud800 Größe'
  const placed = place({ kind: 'text', order: 1, box: BOX, text })
  const markup = shapeMarkup(placed, PICTURE)
  t.notMatch(markup, '<script')
  t.match(markup, '&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;')
  t.same(await colourAt([placed], 155, 95), RED, 'and the renderer takes it')
})

t.test('letters are really painted', async (t) => {
  const placed = place({ kind: 'text', order: 1, box: { ...BOX, width: 200 }, text: 'ÄÖ mm' })
  const { data, info } = await sharp(Buffer.from(overlayMarkup([placed], PICTURE)))
    .extract({ left: 40, top: 40, width: 100, height: 50 })
    .raw()
    .toBuffer({ resolveWithObject: true })
  let dark = 0
  for (let at = 0; at < data.length; at += info.channels) if ((data[at] ?? 255) < 80) dark += 1
  t.ok(dark > 20, `${dark} dark pixels`)
})
