import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { en } from '../../web/call/texts/en.ts'
import { findSession } from './calls.ts'
import { motionsOn } from '../web/page-looks.ts'
import { CodeUser, connect, Employee } from './people.ts'
import { PoorNetwork } from './poor-network.ts'
import { openStage, type Stage } from './stage.ts'

const LIMIT = { timeout: 400_000 }
/** Above the minute that a place in the call is kept. */
const BEYOND_GRACE_MS = 120_000

type Scene = { stage: Stage; network: PoorNetwork; tomas: CodeUser; erik: Employee }

t.test('a call on a network that fails', LIMIT, async (t) => {
  const scene = await open(t)
  const { stage, erik, tomas } = scene
  await t.test('media alone gone: an ICE restart, and no new connection', (t) =>
    mediaGone(t, scene),
  )
  await t.test('all gone for a while: the last picture stays, and the call goes on', (t) =>
    allGone(t, scene),
  )
  await t.test('packets lost: less is sent, and the picture still moves', (t) => lossy(t, scene))
  await t.test('gone for more than a minute: the call ends and says why', async (t) => {
    scene.network.cut()
    await stage.until(
      'the session is done',
      async () => (await erik.status()) === erik.names.done,
      BEYOND_GRACE_MS,
    )
    const { calls } = await findSession(erik)
    t.equal(calls.length, 1, 'it was the same call all the time')
    t.equal(calls[0]?.endReason, 'code_user_network_lost')
    t.equal(await tomas.button('hangUp').count(), 1, 'the phone cannot know it yet')
    scene.network.mend()
    await tomas.untilStatus('done')
    t.equal(await tomas.button('hangUp').count(), 0)
  })
})

async function open(t: Test): Promise<Scene> {
  const stage = await openStage(t)
  const network = await PoorNetwork.open(t, stage.run.publicUrl)
  const desk = await stage.browser()
  const hall = await stage.browser({ args: network.browserArgs })
  const erik = new Employee(stage, await stage.employee(desk, 'Erik Olsen'))
  const tomas = new CodeUser(stage, await stage.phone(hall))
  await keepConnections(tomas.page)
  await network.carry(tomas.page)
  await connect(stage, tomas, erik)
  return { stage, network, erik, tomas }
}

async function mediaGone(t: Test, { stage, network, erik, tomas }: Scene): Promise<void> {
  const before = await connectionsOf(tomas.page)
  t.equal(before.length, 2)
  network.cutMedia()
  await untilReconnecting(tomas)
  await stage.until('the ICE of what is sent is restarted', async () => {
    const now = await connectionsOf(tomas.page)
    return now.some((ufrag, index) => ufrag !== before[index])
  })
  network.mend()
  await untilLive(tomas, erik)
  await erik.seesRemote()
  t.equal((await connectionsOf(tomas.page)).length, 2)
}

async function allGone(t: Test, { stage, network, erik, tomas }: Scene): Promise<void> {
  network.cut()
  await Promise.all([untilReconnecting(tomas), untilReconnecting(erik)])
  await tomas.page.getByText(en.placeIsKept).waitFor()
  await erik.page.getByText(en.otherReconnects('Tomáš Novák')).waitFor()
  const frames = await erik.framesSeen()
  const last = await shownOn(erik.page)
  t.ok(last.brightness > 20, 'the last picture is still to be seen', last)
  // Longer than connections mend by themselves.
  await erik.page.waitForTimeout(12_000)
  t.equal(await erik.framesSeen(), frames, 'nothing has arrived')
  const later = await shownOn(erik.page)
  t.ok(later.brightness > 20, 'it stays', later)
  t.ok((await motionsOn(tomas.page)).includes('call-turn'), 'something turns')
  await tomas.page.emulateMedia({ reducedMotion: 'reduce' })
  t.same(await motionsOn(tomas.page), [], 'unless one wants it calm')
  network.mend()
  await untilLive(tomas, erik)
  await erik.seesRemote()
  await stage.until('the kept picture has made way for a new one', async () => {
    const { what, brightness } = await shownOn(erik.page)
    return !what.includes('kept') && brightness > 20
  })
  for (const { page } of [tomas, erik]) {
    const back = page.getByRole('log').getByText(en.connectedAgain, { exact: true })
    await back.last().waitFor({ state: 'attached' })
  }
}

async function lossy(t: Test, { stage, network, erik, tomas }: Scene): Promise<void> {
  await tomas.use('more')
  await tomas.page.getByRole('button', { name: en.connectionDetails }).click()
  const details = tomas.page.getByRole('region', { name: en.connectionDetails })
  await details.getByText(en.details.sendingAs.good).waitFor()
  network.losesOneIn = 5
  await details.getByText(en.details.sendingAs.poor).waitFor({ timeout: 30_000 })
  await tomas.page.getByRole('img', { name: en.quality.poor }).waitFor()
  t.pass('the dots and the figures say so')
  await erik.seesRemote()
  const rates = await sentFrameRates(tomas.page)
  const most = Math.max(...rates)
  t.ok(most > 0 && most <= 8, `${most} pictures a second are sent, and not none`, { rates })
  network.losesOneIn = 0
  await details.getByText(en.details.sendingAs.good).waitFor({ timeout: 60_000 })
  await stage.until('the dots say that it is good', async () => {
    return (await tomas.page.getByRole('img', { name: en.quality.good }).count()) === 1
  })
}

function reconnecting({ page }: CodeUser | Employee) {
  return page.getByRole('status').getByText(en.reconnecting, { exact: true })
}

async function untilReconnecting(person: CodeUser | Employee): Promise<void> {
  await reconnecting(person).waitFor({ timeout: 30_000 })
}

async function untilLive(...people: (CodeUser | Employee)[]): Promise<void> {
  for (const person of people) {
    await reconnecting(person).waitFor({ state: 'detached', timeout: 60_000 })
  }
}

async function keepConnections(page: Page): Promise<void> {
  await page.addInitScript(`
    globalThis.connections = []
    const Original = RTCPeerConnection
    globalThis.RTCPeerConnection = class extends Original {
      constructor(...options) {
        super(...options)
        connections.push(this)
      }
    }
  `)
}

/** Of every connection so far, what its ICE session is called. */
function connectionsOf(page: Page): Promise<string[]> {
  return page.evaluate(
    `connections.map(({ localDescription }) =>
      /ice-ufrag:(\\S+)/.exec(localDescription?.sdp ?? '')?.[1] ?? '')`,
  )
}

/** Pictures a second, read ten times: with every fifth packet lost a single one may pass without. */
async function sentFrameRates(page: Page): Promise<number[]> {
  const rates: number[] = []
  while (rates.length < 10) {
    rates.push(await sentFrameRate(page))
    await page.waitForTimeout(1000)
  }
  return rates
}

function sentFrameRate(page: Page): Promise<number> {
  return page.evaluate(`(async () => {
    const rates = []
    for (const connection of connections) {
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type === 'outbound-rtp' && entry.kind === 'video') rates.push(entry.framesPerSecond ?? 0)
      }
    }
    return Math.max(0, ...rates)
  })()`)
}

type Shown = { brightness: number; what: string; phase: string; readyState: number }

/** What is painted on the stage, the video or the picture kept over it, and its brightness (0..255). */
function shownOn(page: Page): Promise<Shown> {
  return page.evaluate(`(() => {
    const video = document.querySelector('.call-picture video')
    const kept = document.querySelector('.call-picture .call-kept-frame')
    const shown = kept && !kept.hidden ? kept : video
    const { opacity, visibility } = getComputedStyle(shown)
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = 16
    const context = canvas.getContext('2d')
    context.drawImage(shown, 0, 0, 16, 16)
    const { data } = context.getImageData(0, 0, 16, 16)
    let sum = 0
    for (let at = 0; at < data.length; at += 4) sum += data[at] + data[at + 1] + data[at + 2]
    return {
      brightness: opacity === '0' || visibility === 'hidden' ? 0 : sum / (3 * 256),
      what: shown.className,
      phase: document.querySelector('.call-stage').dataset.phase,
      readyState: video.readyState,
    }
  })()`)
}
