import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { roomSecrets, withRooms } from '../../janus/rooms.ts'
import { CodeUser, connect, Employee } from '../end-to-end/people.ts'
import { openStage, type Stage } from '../end-to-end/stage.ts'
import { serveHttp } from '../support/http-server.ts'
import { makeMortalJanus } from '../support/janus.ts'
import type { Owner } from '../support/servers.ts'
import { median, type Figures } from './figures.ts'

const TURNS = 6

/** Accept → first picture of the other side: early connected, cold, and two pages on bare Janus. */
export async function benchAccept(): Promise<Figures> {
  const endings: (() => unknown)[] = []
  const owner: Owner = { teardown: (ending) => void endings.unshift(ending) }
  try {
    const stage = await openStage(owner)
    const browsers = [await stage.browser(), await stage.browser()] as const
    const ours = await makeOurs(stage, browsers)
    const bare = await makeBare(owner, browsers)
    const times = { early: [] as number[], cold: [] as number[], bare: [] as number[] }
    for (let turn = 0; turn < TURNS; turn++) {
      times.bare.push(await bare(turn))
      times.early.push(await ours('early'))
      times.bare.push(await bare(turn + TURNS))
      times.cold.push(await ours('cold'))
    }
    return [
      figure('early connected', { times: times.early, bare: times.bare, aim: 0.5 }),
      figure('cold', { times: times.cold, bare: times.bare, aim: 1.15 }),
    ]
  } finally {
    for (const ending of endings) await ending()
  }
}

type Measured = { times: number[]; bare: number[]; aim: number }

function figure(how: string, { times, bare, aim }: Measured): Figures[number] {
  return {
    name: `Accept → first picture, ${how} ÷ bare VideoRoom (aim ≤ ${aim})`,
    ratio: median(times) / median(bare),
    detail: `p50 ${median(times).toFixed(0)} ÷ ${median(bare).toFixed(0)} ms`,
  }
}

/** One employee at two screens: one is connected early, the other is told that it is not. */
async function makeOurs(stage: Stage, [hall, desk]: readonly [Browser, Browser]) {
  const tomas = new CodeUser(stage, await stage.phone(hall))
  const screens = [await makeScreen(stage, desk), await makeScreen(stage, desk)] as const
  await connect(stage, tomas, screens[0].person)
  await screens[1].person.open(1)
  const again = async (person: Employee) => {
    await person.press('hangUp')
    await Promise.all([person.untilStatus('done'), tomas.untilStatus('done')])
    await person.press('reopen')
    await Promise.all(screens.map((screen) => screen.person.untilStatus('confirmed')))
    await tomas.untilStatus('confirmed')
  }
  await again(screens[0].person)
  return async (how: 'early' | 'cold'): Promise<number> => {
    for (const screen of screens) screen.told = ''
    await tomas.press('startCall')
    await Promise.all(screens.map((screen) => screen.person.ring.waitFor()))
    await stage.until('each screen was answered', () => screens.every(({ told }) => told !== ''))
    // The early connection takes a moment after it was granted.
    await tomas.page.waitForTimeout(3_000)
    const screen = screens.find(({ told }) => told === (how === 'early' ? 'granted' : 'busy'))
    if (!screen) throw new Error(`no screen comes ${how}`)
    const { person } = screen
    await person.page.evaluate(watchForPicture, person.names.remoteVideo)
    await person.accept()
    const time = await person.page.evaluate(() => globalThis.firstPicture)
    await again(person)
    return time
  }
}

async function makeScreen(stage: Stage, desk: Browser) {
  const page = await stage.employee(desk, 'Erik Olsen')
  /** `told`: the last answer to its wish to be connected early. */
  const screen = { person: new Employee(stage, page), told: '' }
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      screen.told = /"type":"(granted|busy)"/.exec(String(payload))?.[1] ?? screen.told
    })
  })
  await page.reload()
  return screen
}

declare global {
  var firstPicture: Promise<number>
  var look: () => void
  var BareCall: new (place: object) => {
    join(wants: MediaStreamConstraints): Promise<{ shown: Promise<unknown> }>
    leave(): void
  }
  var bareCall: InstanceType<typeof BareCall>
}

/**
 * Runs in the page: from the next press to the first picture of the other side, in ms. Until somebody
 * has answered the picture is black: that is none.
 */
function watchForPicture(label: string): void {
  const pressed = new Promise<number>((resolve) => {
    addEventListener('click', () => resolve(performance.now()), { once: true, capture: true })
  })
  const shown = new Promise<number>((resolve) => {
    const context = new OffscreenCanvas(8, 8).getContext('2d', { willReadFrequently: true })
    const looking = setInterval(() => {
      const video = document.querySelector<HTMLVideoElement>(`video[aria-label="${label}"]`)
      if (!video || !context) return
      clearInterval(looking)
      // Not by a name of its own: what runs the tests gives names by a helper that pages lack.
      globalThis.look = () => {
        context.drawImage(video, 0, 0, 8, 8)
        const { data } = context.getImageData(0, 0, 8, 8)
        if (data.some((byte, at) => at % 4 < 3 && byte > 40)) return resolve(performance.now())
        video.requestVideoFrameCallback(globalThis.look)
      }
      video.requestVideoFrameCallback(globalThis.look)
    }, 4)
  })
  globalThis.firstPicture = Promise.all([pressed, shown]).then(([from, to]) => to - from)
}

/** The same two browsers, each page with its own connection to a Janus of the same configuration. */
async function makeBare(owner: Owner, [hall, desk]: readonly [Browser, Browser]) {
  const janus = await makeMortalJanus(owner)
  const address = { url: janus.url, apiSecret: janus.apiSecret }
  const mediaKey = 'bench'
  const { adminKey, recordingsFolder } = janus
  const url = await servePage(owner)
  const open = async (browser: Browser): Promise<Page> => {
    const page = await browser.newPage({ permissions: ['camera', 'microphone'] })
    await page.goto(url)
    return page
  }
  const [caller, accepter] = [await open(hall), await open(desk)]
  return async (turn: number): Promise<number> => {
    const room = `bench-${turn}`
    await withRooms(address, { mediaKey, adminKey, recordingsFolder }, (rooms) =>
      rooms.create(room),
    )
    const place = { janus: address, room, pin: roomSecrets(mediaKey, room).pin }
    await caller.evaluate(startCall, { ...place, id: 'caller' })
    const time = await accepter.evaluate(acceptCall, { ...place, id: 'accepter' })
    for (const page of [caller, accepter]) await page.evaluate(() => globalThis.bareCall.leave())
    return time
  }
}

/** Runs in the page. */
async function startCall(place: object): Promise<void> {
  globalThis.bareCall = new globalThis.BareCall(place)
  await globalThis.bareCall.join({ audio: true, video: { width: 1280, height: 720 } })
}

/** Runs in the page. */
async function acceptCall(place: object): Promise<number> {
  const pressedAt = performance.now()
  globalThis.bareCall = new globalThis.BareCall(place)
  const { shown } = await globalThis.bareCall.join({ audio: true })
  await shown
  return performance.now() - pressedAt
}

async function servePage(owner: Owner): Promise<string> {
  const script = readFileSync(new URL('./bare-call.mjs', import.meta.url), 'utf8')
  const page = `<!doctype html><video autoplay muted></video><script>${script}</script>`
  const { url } = await serveHttp(owner, (_request, response) => {
    response.setHeader('content-type', 'text/html').end(page)
  })
  return `${url}/`
}
