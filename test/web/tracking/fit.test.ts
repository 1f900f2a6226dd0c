import t from 'tap'
import { fitMap, makePairs, type Pairs } from '../../../web/tracking/fit.ts'
import { map, type Homography } from '../../../web/tracking/homography.ts'

const TILTED: Homography = Float64Array.of(1.1, -0.2, 30, 0.15, 0.95, -20, 0.0002, -0.0001, 1)
const SHIFTED: Homography = Float64Array.of(1, 0, 12, 0, 1, -7, 0, 0, 1)

/** Places on a grid and where the map has them; every `wrongEvery`th is somewhere else. */
function pairsBy(m: Homography, count: number, wrongEvery = Infinity): Pairs {
  const pairs = makePairs(count)
  pairs.count = count
  for (let k = 0; k < count; k++) {
    const [x, y] = [40 + 90 * (k % 7), 30 + 70 * Math.floor(k / 7)]
    const to = map(m, x, y)
    const off = (k + 1) % wrongEvery === 0 ? 60 : 0
    pairs.fromX[k] = x
    pairs.fromY[k] = y
    pairs.toX[k] = to.x + off
    pairs.toY[k] = to.y - off
    pairs.weight[k] = 1
  }
  return pairs
}

function worst(m: Homography, wanted: Homography): number {
  const corners = [[0, 0], [640, 0], [0, 480], [640, 480]] as const // prettier-ignore
  return Math.max(
    ...corners.map(([x, y]) => {
      const [a, b] = [map(m, x, y), map(wanted, x, y)]
      return Math.hypot(a.x - b.x, a.y - b.y)
    }),
  )
}

t.test('many pairs show how a plane is tilted, whatever a few of them say', async (t) => {
  const found = fitMap(pairsBy(TILTED, 42, 5), 2.5)
  if (!found) return t.fail('nothing was found')
  t.equal(found.agreeing, 34)
  t.ok(worst(found.map, TILTED) < 2.5)
})

t.test('few pairs show no perspective', async (t) => {
  const found = fitMap(pairsBy(SHIFTED, 5), 2.5, SHIFTED)
  if (!found) return t.fail('nothing was found')
  t.ok(Math.abs(found.map[6]!) < 1e-6 && Math.abs(found.map[7]!) < 1e-6)
  t.ok(worst(found.map, SHIFTED) < 1)
})

t.test('fewer than three pairs show nothing', async (t) => {
  t.equal(fitMap(pairsBy(SHIFTED, 2), 2.5), undefined)
  t.ok(fitMap(pairsBy(SHIFTED, 3), 2.5, SHIFTED))
})

t.test('pairs in one place show nothing but a shift', async (t) => {
  const pairs = pairsBy(SHIFTED, 9)
  for (const list of [pairs.fromX, pairs.fromY]) list.fill(100)
  pairs.toX.fill(112)
  pairs.toY.fill(93)
  const found = fitMap(pairs, 2.5, SHIFTED)
  if (!found) return t.fail('the guess explains them')
  const at = map(found.map, 100, 100)
  t.ok(Math.hypot(at.x - 112, at.y - 93) < 0.1)
})
