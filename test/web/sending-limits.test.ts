import { signal } from '@preact/signals'
import t from 'tap'
import type { LinkFigures, Quality } from '../../web/call/quality.ts'
import {
  saveBandwidth,
  SENDING_LIMITS,
  SteadyQuality,
  type SendingLimit,
} from '../../web/call/sending-limits.ts'

const FINE: LinkFigures = { lossSent: 0, lossReceived: 0, roundTripMs: 40 }

t.test('a thin line is given way to at once, and trusted after ten seconds', async (t) => {
  const steady = new SteadyQuality()
  t.equal(steady.note('good', 0), 'good')
  t.equal(steady.note('poor', 1_000), 'poor')
  t.equal(steady.note('good', 2_000), 'poor')
  t.equal(steady.note('good', 11_999), 'poor')
  t.equal(steady.note('good', 12_000), 'good')
})

t.test('a line that gets worse again begins anew', async (t) => {
  const steady = new SteadyQuality()
  steady.note('poor', 0)
  steady.note('good', 1_000)
  steady.note('poor', 5_000)
  t.equal(steady.note('good', 11_500), 'poor')
  t.equal(steady.note('fair', 21_500), 'fair')
})

t.test('over a thin line less is sent, before the picture is dropped', async (t) => {
  const figures = signal<LinkFigures | null>(null)
  const uplink = signal<Quality>('good')
  const limits: SendingLimit[] = []
  const saving = saveBandwidth({ figures, uplink, limit: (limit) => limits.push(limit) })
  figures.value = FINE
  t.equal(saving.kept.value, 'good')
  figures.value = { ...FINE, lossSent: 0.2 }
  t.equal(saving.kept.value, 'poor')
  t.same(limits, [SENDING_LIMITS.good, SENDING_LIMITS.poor])
  saving.stop()
  figures.value = { ...FINE, lossSent: 0.03 }
  t.equal(limits.length, 2, 'no more after the end')
})

t.test('what is lost on the way here changes nothing, what the gateway misses does', async (t) => {
  const figures = signal<LinkFigures | null>({ ...FINE, lossReceived: 0.5 })
  const uplink = signal<Quality>('good')
  const saving = saveBandwidth({ figures, uplink, limit: () => undefined })
  t.equal(saving.kept.value, 'good')
  uplink.value = 'fair'
  t.equal(saving.kept.value, 'fair')
  saving.stop()
})
