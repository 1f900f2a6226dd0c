import sharp from 'sharp'
import t, { type Test } from 'tap'
import type { Page } from 'playwright-core'
import { paths } from '../../contract/paths.ts'
import type { ArtefactView } from '../../contract/views.ts'
import { pixelatedBox, blockSize } from '../../domain/screenshot-pixelation.ts'
import { Draughtsman, untilEqual } from './draughtsman.ts'
import { CodeUser, connect, Employee } from './people.ts'
import { openStage, type Stage } from './stage.ts'

const LIMIT = { timeout: 300_000 }
/** Lets a page's call socket be cut off for a while. */
async function makeBreakable(page: Page): Promise<void> {
  await page.addInitScript(`
    const Real = WebSocket
    const sockets = []
    let isLost = false
    window.WebSocket = class extends Real {
      constructor(url) {
        const isCall = String(url).includes('/call')
        super(isCall && isLost ? 'wss://nowhere.invalid/' : url)
        if (isCall) sockets.push(this)
      }
    }
    window.loseSocket = () => {
      isLost = true
      for (const socket of sockets) socket.close()
    }
    window.findSocket = () => { isLost = false }
  `)
  await page.reload()
}

t.test('R16: both edit one screenshot through a lost socket and a killed api', LIMIT, async (t) => {
  const stage = await openStage(t)
  const [desk, hall] = await Promise.all([stage.browser(), stage.browser()])
  const erik = new Employee(stage, await stage.employee(desk, 'Erik Olsen'))
  const tomas = new CodeUser(stage, await stage.phone(hall, undefined, { width: 1000 }))
  await makeBreakable(tomas.page)
  await connect(stage, tomas, erik)
  await erik.use('takeScreenshot')
  const [his, theirs] = [new Draughtsman(stage, erik), new Draughtsman(stage, tomas)]
  await Promise.all([his.dialog.waitFor(), theirs.dialog.waitFor()])

  await his.draw('Arrow', { x: 0.1, y: 0.1 }, { x: 0.3, y: 0.3 })
  await theirs.shape('Arrow', 'Erik').waitFor()
  await theirs.draw('Rectangle', { x: 0.5, y: 0.1 }, { x: 0.7, y: 0.3 })
  await his.shape('Rectangle', 'Tomáš').waitFor()
  await theirs.draw('Pen', { x: 0.1, y: 0.8 }, { x: 0.4, y: 0.9 })
  await his.untilSees(3)
  await theirs.button('Undo').click()
  await his.untilSees(2)
  await his.shape('Arrow', 'You').waitFor()
  await theirs.button('Redo').click()
  await his.untilSees(3)
  await his.draw('Pixelate', { x: 0.5, y: 0.5 }, { x: 0.8, y: 0.7 })
  await theirs.untilSees(4)

  await tomas.page.evaluate('loseSocket()')
  await theirs.draw('Number', { x: 0.9, y: 0.1 }, { x: 0.9, y: 0.1 })
  await his.draw('Number', { x: 0.9, y: 0.9 }, { x: 0.9, y: 0.9 })
  await tomas.page.waitForTimeout(5_000)
  t.equal((await his.seen()).length, 5, 'neither sees what the other does meanwhile')
  await tomas.page.evaluate('findSocket()')
  await his.untilSees(6)
  await untilEqual(stage, his, theirs)

  const before = stage.pidOf('api')
  stage.kill('api')
  await theirs.draw('Arrow', { x: 0.2, y: 0.5 }, { x: 0.4, y: 0.5 })
  await stage.untilBack('api', before)
  await his.untilSees(7)
  await untilEqual(stage, his, theirs)
  t.pass('equal after the api was killed')

  await theirs.button(tomas.names.backToVideo).click()
  await theirs.dialog.waitFor({ state: 'detached' })
  t.ok(await his.dialog.isVisible(), 'leaving it closes it for nobody else')
  await tomas.press('screenshotOne')
  await theirs.untilSees(7)

  const box = await pixelatedPart(his)
  await erik.press('hangUp')
  await Promise.all([erik.untilStatus('done'), tomas.untilStatus('done')])
  await erik.openRecordings()
  const stored = { name: erik.names.screenshotOfCall }
  for (const { page } of [erik, tomas]) {
    const link = page.getByRole('link', stored).and(page.locator('[data-state=ready]'))
    await link.waitFor({ timeout: 60_000 })
    await link.click()
    const image = page.getByRole('img', stored)
    await image.waitFor()
    t.ok(await image.evaluate((each: HTMLImageElement) => each.decode().then(() => each.width > 0)))
  }
  const { items } = await erik.fetchJson<{ items: ArtefactView[] }>(paths.artefacts(1))
  t.equal(items.length, 1, 'one artefact')
  await checkPixels(t, { stage, erik, id: items[0]?.id ?? '', box })
  const original = `${stage.run.publicUrl}${paths.screenshot(tomas.sessionId, 1, 1)}`
  for (const [person, actor] of [
    [erik, 'employee'],
    [tomas, 'code-user'],
  ] as const) {
    const answer = await person.page.request.get(`${original}?as=${actor}`)
    t.equal(answer.status(), 404, `nothing leads ${actor} to the original`)
  }
})

type Box = { x: number; y: number; width: number; height: number }

async function pixelatedPart(person: Draughtsman): Promise<Box> {
  return person.dialog.locator('.shot-pixelate').evaluate((rect) => {
    const [x = 0, y = 0, width = 0, height = 0] = ['x', 'y', 'width', 'height'].map((name) =>
      Number(rect.getAttribute(name)),
    )
    return { x, y, width, height }
  })
}

type Stored = { stage: Stage; erik: Employee; id: string; box: Box }

/** Under the pixelation every block has one colour. */
async function checkPixels(t: Test, { stage, erik, id, box }: Stored) {
  const url = `${stage.run.publicUrl}${paths.artefactContent(id)}?as=employee`
  const file = await (await erik.page.request.get(url)).body()
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
  const block = blockSize(info)
  const covered = pixelatedBox(box, info)
  if (!covered) return t.fail('nothing was pixelated')
  t.ok(covered.width >= 2 * block && covered.height >= 2 * block, 'several blocks')
  const colours = new Map<string, Set<string>>()
  for (let y = covered.y; y < covered.y + covered.height; y += 1) {
    for (let x = covered.x; x < covered.x + covered.width; x += 1) {
      const start = (y * info.width + x) * info.channels
      const key = `${Math.floor(x / block)} ${Math.floor(y / block)}`
      const seen = colours.get(key) ?? new Set()
      colours.set(key, seen.add(data.subarray(start, start + 3).join(' ')))
    }
  }
  t.ok(
    [...colours.values()].every(({ size }) => size === 1),
    'one colour per block',
  )
}
