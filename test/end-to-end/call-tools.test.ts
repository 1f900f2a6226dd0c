import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { de as callDe } from '../../web/call/texts/de.ts'
import { en as callEn } from '../../web/call/texts/en.ts'
import { de } from '../../web/console/texts/de.ts'
import { en } from '../../web/console/texts/en.ts'
import { findingsOn, sidewaysOn } from '../web/page-looks.ts'
import { focusedOn } from '../web/tab-order.ts'
import { callKeys, tabOrder } from './call-keys.ts'
import { goneCamera, pickedMicrophone } from './devices.ts'
import { pictureBox } from './drawing.ts'
import { pageInFront } from './page-in-front.ts'
import { CodeUser, Employee } from './people.ts'
import { openStage, type EmployeeName, type Stage } from './stage.ts'

const LIMIT = { timeout: 400_000 }
/** Ten pages of the three employees of a department, in browser contexts of their own. */
const AT_WORK: { name: EmployeeName; language: 'en' | 'de'; pages: number }[] = [
  { name: 'Erik Olsen', language: 'en', pages: 4 },
  { name: 'Lena Böhm', language: 'de', pages: 3 },
  { name: 'Jan Petersen', language: 'de', pages: 3 },
]
const WIDTHS = [320, 390, 1280]
/** What is only heard is nowhere to be seen. */
const ATTACHED = { state: 'attached' } as const

t.test(
  'ten pages ring, one is quickest, and the call bears what is done to it',
  LIMIT,
  async (t) => {
    const stage = await openStage(t)
    const [desk, hall] = await Promise.all([stage.browser(), stage.browser()])
    const employees = await openPages(stage, desk)
    const [erik] = employees
    const jan = employees.at(-1)
    if (!erik || !jan) throw new Error('nobody is at work')
    const phone = await stage.phone(hall)
    await keepSockets(phone)
    await giveLight(phone)
    const tomas = new CodeUser(stage, phone)
    await tomas.request()
    await erik.open(1)
    await erik.press('confirm')
    await tomas.untilStatus('confirmed')
    await tomas.press('startCall')

    await Promise.all(employees.map(({ ring }) => ring.waitFor({ timeout: 60_000 })))
    t.pass('R14: the responsible first, then everybody it was offered to')
    const others = employees.slice(0, -1)
    const told = others.map((employee) => saysWhoTookIt(employee, jan.name))
    await jan.accept()
    await Promise.all(told)
    for (const { ring } of others) t.equal(await ring.count(), 0)
    t.pass('R14: nine pages stop and say who has taken it')
    await Promise.all([jan.seesRemote(), untilInCall(tomas)])

    await t.test('bad input is refused, and the call goes on', (t) =>
      badInput(t, stage, { tomas, jan }),
    )
    await t.test('keys do what the list says, until they are off', (t) =>
      callKeys(t, { tomas, jan }),
    )
    await t.test('another microphone is taken and kept', (t) => pickedMicrophone(t, jan))
    await t.test('one that was remembered and is gone is left to the browser', (t) =>
      goneCamera(t, jan),
    )
    await t.test('torch and zoom are there where the camera has them', (t) => light(t, tomas))
    await t.test('another app in front: the screen may go dark, and the other side is told', (t) =>
      pageInFront(t, { tomas, jan }),
    )
    await t.test('what happens is said to whoever does not see it', (t) =>
      isSaid(t, stage, { tomas, jan }),
    )
    await t.test('Tab goes from control to control as they stand', (t) =>
      tabOrder(t, { tomas, jan }),
    )
    await t.test('the call screen is clean at every width', (t) => looks(t, [tomas, jan]))
    await jan.press('hangUp')
    await tomas.untilStatus('done')
    for (const { page } of [jan, tomas]) t.match(await focusedOn(page), /^heading/, 'where one is')
  },
)

class Colleague extends Employee {
  readonly name: EmployeeName

  constructor(stage: Stage, page: Page, { name, language }: (typeof AT_WORK)[number]) {
    super(stage, page, language)
    this.name = name
  }
}

async function openPages(stage: Stage, desk: Browser): Promise<Colleague[]> {
  const opened: Colleague[] = []
  for (const who of AT_WORK) {
    for (let count = 0; count < who.pages; count += 1) {
      const page = await stage.employee(desk, who.name, { language: who.language })
      opened.push(new Colleague(stage, page, who))
    }
  }
  return opened
}

async function saysWhoTookIt({ page, names }: Colleague, name: string): Promise<void> {
  const sentence = names.accept === 'Accept' ? en.takenBy(1, name) : de.takenBy(1, name)
  await page.locator('.ring-taken').getByText(sentence).waitFor({ timeout: 60_000 })
}

async function untilInCall(tomas: CodeUser): Promise<void> {
  await tomas.button('hangUp').waitFor()
}

/** So that a test can send what no page of ours would. */
async function keepSockets(page: Page): Promise<void> {
  await page.addInitScript(`
    const Socket = WebSocket
    window.sockets = []
    window.WebSocket = class extends Socket {
      constructor(...all) {
        super(...all)
        window.sockets.push(this)
        this.problems = []
        this.addEventListener('message', ({ data }) => {
          if (data.includes('"problem"')) this.problems.push(JSON.parse(data).problem.code)
        })
      }
    }
  `)
  await page.reload()
}

type Both = { tomas: CodeUser; jan: Colleague }

async function badInput(t: Test, stage: Stage, { tomas, jan }: Both): Promise<void> {
  const answers = await tomas.page.evaluate<string[]>(`(async () => {
    const socket = sockets.findLast(({ url }) => url.includes('/call'))
    const points = (count) => Array.from({ length: count }, () => 7)
    const stroke = (change) => ({ type: 'stroke', id: 's', points: [1, 2], isLast: true, ...change })
    const bad = [
      stroke({ by: 'employee' }),
      stroke({ points: points(514) }),
      stroke({ points: points(20000), sessionId: 'another' }),
      stroke({ id: 'x'.repeat(2e6) }),
    ]
    for (const each of bad) socket.send(JSON.stringify(each))
    while (socket.problems.length < bad.length) await new Promise((next) => setTimeout(next, 50))
    return socket.problems
  })()`)
  t.same(answers, ['invalid', 'invalid', 'too_large', 'too_large'])
  await jan.seesRemote()
  t.pass('the picture moves on')
  await tomas.page.evaluate(`sockets.findLast(({ url }) => url.includes('/call')).send('nonsense')`)
  await stage.until('the page has another socket', () => {
    return tomas.page.evaluate<boolean>(
      `sockets.filter(({ url }) => url.includes('/call')).length > 1
        && sockets.findLast(({ url }) => url.includes('/call')).readyState === 1`,
    )
  })
  t.pass('the fifth ended the socket, and the page came back with another')
  await jan.seesRemote()
}

/** A camera with a light and a lens, until a test takes both away. */
async function giveLight(page: Page): Promise<void> {
  await page.addInitScript(`
    globalThis.light = { isThere: true, asked: [] }
    const { getCapabilities, applyConstraints } = MediaStreamTrack.prototype
    MediaStreamTrack.prototype.getCapabilities = function () {
      const { torch, zoom, ...own } = getCapabilities.call(this)
      const more = { torch: true, zoom: { min: 1, max: 5, step: 0.5 } }
      return this.kind === 'video' && light.isThere ? { ...own, ...more } : own
    }
    MediaStreamTrack.prototype.applyConstraints = async function (wants) {
      const [first = {}] = wants?.advanced ?? []
      if ('torch' in first || 'zoom' in first) light.asked.push(first)
      else await applyConstraints.call(this, wants)
    }
  `)
  await page.reload()
}

async function light(t: Test, tomas: CodeUser): Promise<void> {
  const { page } = tomas
  const torch = page.getByRole('button', { name: callEn.torch, exact: true })
  const zoom = page.getByRole('slider', { name: callEn.zoom })
  const openDevices = async () => {
    await tomas.use('devices')
    await page.getByRole('dialog').getByRole('combobox').first().waitFor()
  }
  const closeDevices = async () => {
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  }
  await torch.click()
  await torch.and(page.locator('[aria-pressed=true]')).waitFor()
  await openDevices()
  await zoom.fill('3')
  t.same(await page.evaluate('light.asked'), [{ torch: true }, { zoom: 3 }])
  await closeDevices()
  await page.evaluate('light.isThere = false')
  await page.getByRole('button', { name: callEn.cameraOff, exact: true }).click()
  await page.getByRole('button', { name: callEn.cameraOn, exact: true }).click()
  await page.getByRole('button', { name: callEn.cameraOff, exact: true }).waitFor()
  t.equal(await torch.count(), 0)
  await openDevices()
  t.equal(await zoom.count(), 0)
  await closeDevices()
}

/** In order and in the language of each side, and nothing in place of what was said before. */
async function isSaid(t: Test, stage: Stage, { tomas, jan }: Both): Promise<void> {
  const listeners = (
    [
      [tomas, callEn],
      [jan, callDe],
    ] as const
  ).map(([{ page }, words]) => {
    const { markSet, markRemoved, recordingOn, recordingOff } = words
    const steps = [markSet(1), markRemoved(1), recordingOn, recordingOff]
    const heard = async () => {
      const said = await page.evaluate<string[]>('said')
      return said.filter((sentence) => steps.includes(sentence))
    }
    return { steps, heard }
  })
  for (const { page } of [tomas, jan]) await keepSaid(page)
  const everybodyHears = async (step: number) => {
    for (const { steps, heard } of listeners) {
      const sentence = steps[step] ?? ''
      await stage.until(sentence, async () => (await heard()).at(-1) === sentence)
    }
  }
  // The camera was off: a tap on no picture marks nothing.
  await jan.seesRemote()
  await jan.press('track')
  const { x, y, width, height } = await pictureBox(jan.page)
  await jan.page.mouse.click(x + 0.4 * width, y + 0.4 * height)
  await everybodyHears(0)
  await jan.press('removeMark1')
  await everybodyHears(1)
  await jan.use('record')
  await everybodyHears(2)
  await jan.use('stopRecording')
  await everybodyHears(3)
  for (const { steps, heard } of listeners) t.same(await heard(), steps)
  await tomas.page.reload()
  const log = jan.page.getByRole('log')
  await log.getByText(callDe.left('Tomáš Novák'), { exact: true }).waitFor(ATTACHED)
  await log.getByText(callDe.joined('Tomáš Novák'), { exact: true }).last().waitFor(ATTACHED)
  await stage.until('back in the call', async () => (await tomas.button('hangUp').count()) === 1)
}

/** From now on, what came into the log: it lets go of its oldest when more is said. */
async function keepSaid(page: Page): Promise<void> {
  await page.evaluate(`
    window.said = []
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const { textContent } of addedNodes) said.push(textContent)
    }).observe(document.querySelector('[role=log]'), { childList: true })
  `)
}

async function looks(t: Test, people: (CodeUser | Colleague)[]): Promise<void> {
  for (const { page } of people) {
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width < 640 ? 844 : 800 })
      t.same(await findingsOn(page), [], `axe at ${width}`)
      t.equal(await sidewaysOn(page), 0, `no way to the side at ${width}`)
    }
  }
}
