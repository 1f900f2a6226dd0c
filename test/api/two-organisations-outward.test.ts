import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import t, { type Test } from 'tap'
import { WebSocket } from 'ws'
import { paths } from '../../contract/paths.ts'
import type { ArtefactList } from '../../contract/answers.ts'
import type { CodeUserSessionView, EmployeeSessionView } from '../../contract/views.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { findEmployeeByEmail } from '../../db/employees.ts'
import { savePushSubscription } from '../../db/push-subscriptions.ts'
import { insertRequestFlow } from '../../db/request-flows.ts'
import { listTemplates } from '../../db/templates.ts'
import { insertWebhookEndpoint } from '../../db/webhook-endpoints.ts'
import { HISTORY_KINDS } from '../../domain/session-change.ts'
import { publicPushKey } from '../../integrations/web-push.ts'
import { makeRecorderDisk } from '../../janus/recorder-disk.ts'
import { Receiver, SECRET, until } from '../activities/delivery-stage.ts'
import { markMessage } from '../support/call/marks.ts'
import { CALL_START, recordCall } from '../support/media/recorded-call.ts'
import type { PushBrowser } from '../support/push.ts'
import { STEPS } from './access-fixtures.ts'
import { takeScreenshot } from './access-scene.ts'
import { listen, MatrixSocket } from './access-socket.ts'
import type { Answer, Browser } from './browser.ts'
import { viewOf } from './cast.ts'
import { makeOutwardStage, PUSH_KEY, type OutwardStage } from './outward-stage.ts'
import { ORIGIN } from './service.ts'
import { CODES, PASSWORD } from './town.ts'

type Place = {
  /** In everything that is written there, and nowhere else. */
  marker: string
  db: OrganisationDatabase
  employee: Browser
  email: string
  code: string
  deviceId: string
  deviceLabel: string
  /** How long each of them speaks in the call. */
  spokenSeconds: number
}
/** What belongs to one organisation, and what reached it so far. */
type Side = Place & {
  phone: Browser
  flowId: string
  receiver: Receiver
  /** The employee's and the phone's. */
  browsers: [PushBrowser, PushBrowser]
  session: Pick<CodeUserSessionView, 'id' | 'me'>
  sockets: MatrixSocket[]
  heard: string[]
}

t.test(
  'T4: nothing that leaves the house speaks of another organisation',
  { timeout: 120_000 },
  async (t) => {
    const stage = await makeOutwardStage(t)
    const address = await listen(stage.service)
    const places = await placesIn(stage)
    const sides = await Promise.all(places.map((place) => request(t, stage, place)))
    const both = (step: (side: Side) => Promise<unknown>) => Promise.all(sides.map(step))
    // Each step by both at once: they are in calls at the same time.
    await both(beginCall)
    await both((side) => talk(address, side))
    await both((side) => record(stage, side))
    const spooled = filesIn(stage.spoolFolder)
    t.equal(spooled.length, 4, 'two people record in each call')
    const spool = spooled.map((name) => [name, contentOf(stage.spoolFolder, name)].join('\n'))
    await both(endCall)
    await both((side) => untilTold(stage, side))
    await both((side) => readAll(stage, side))
    const keys = filesIn(stage.storeFolder)
    for (const side of sides) {
      const [other] = sides.filter((each) => each !== side)
      if (!other) throw new Error('there are two')
      for (const [where, received] of Object.entries(
        await receivedBy(stage, side, { keys, spool }),
      )) {
        const isIn = (word: string) => received.includes(word)
        t.ok(wordsOf(side).some(isIn), `${where} of ${side.marker} speak of their own`)
        t.same(wordsOf(other).filter(isIn), [], `${where}: nothing of ${other.marker}`)
      }
    }
    t.equal(keys.length, 4, 'a picture and a recording each')
    for (const side of sides) {
      t.equal(await recordedTenths(side), side.spokenSeconds * 10, 'each as long as they spoke')
    }
    t.same(filesIn(stage.spoolFolder), [], 'and nothing stays in the spool')
    const { body } = await stage.service.browser().get('/metrics')
    t.same(
      sides.flatMap(wordsOf).filter((word) => body.includes(word)),
      [],
      'and nothing of either is in the metrics',
    )
  },
)

/** The press with Anna, whom others work beside, and the saw with Sara, who is alone. */
async function placesIn({ service, slack }: OutwardStage): Promise<Place[]> {
  const { town, browser } = service
  const anna = await browser().signIn('Anna')
  const sara = browser()
  const { email } = town.other
  await sara.post(paths.login, { body: { email, password: PASSWORD } })
  slack.members.set('anna@presswerk.example', 'U0ANNA').set(email, 'U0SARA')
  const { db, deviceId, other } = town
  const press = { marker: 'word-of-the-press', db, deviceId, code: CODES.press }
  const saw = { marker: 'word-of-the-saw', ...other, employee: sara }
  return [
    {
      ...{ ...press, employee: anna, email: 'anna@presswerk.example' },
      ...{ deviceLabel: 'Press 7', spokenSeconds: 1.2 },
    },
    { ...saw, deviceLabel: 'Saw 1', spokenSeconds: 2.4 },
  ]
}

/** A request of the person at the machine, with everybody ready to hear of it. */
async function request(t: Test, { service, push }: OutwardStage, place: Place): Promise<Side> {
  const { db, marker, email, code } = place
  const [template] = await listTemplates(db)
  const flow = { templateId: template?.id ?? '', title: { en: marker }, steps: STEPS }
  const flowId = await insertRequestFlow(db, flow)
  const receiver = new Receiver()
  await receiver.open()
  t.teardown(() => receiver.close())
  await insertWebhookEndpoint(db, { url: receiver.url, secret: SECRET, events: HISTORY_KINDS })
  const publicKey = publicPushKey(PUSH_KEY)
  const browsers: Side['browsers'] = [
    await push.subscribe(publicKey),
    await push.subscribe(publicKey),
  ]
  const employee = await findEmployeeByEmail(service.town.database, email)
  await savePushSubscription(db, { employeeId: employee?.id ?? '' }, browsers[0])
  const phone = service.browser()
  const opened = await phone.openCode(code)
  const body = { flowId, answers: { reason: marker }, email: `${marker}@example.org` }
  const sent = await phone.post(paths.sessions, { body })
  const session = viewOf<CodeUserSessionView>(sent)
  const asRead = { sessionId: session.id, erasedAt: null }
  const { participantId } = session.me
  await savePushSubscription(db, { participantId, asRead }, browsers[1])
  const heard = [opened.body, sent.body]
  return { ...place, phone, flowId, receiver, browsers, session, sockets: [], heard }
}

async function beginCall(side: Side): Promise<void> {
  const { employee, phone, session } = side
  const { id } = session
  hear(side, await employee.post(paths.confirmation(id)))
  hear(side, await phone.post(paths.calls(id)))
  hear(side, await employee.post(paths.acceptance(id, 1)))
}

/** Both sides are in the call, draw and mark, and a picture is taken. */
async function talk(address: string, side: Side): Promise<void> {
  const { employee, phone, session } = side
  for (const each of [employee, phone]) {
    const url = `${address}${paths.callSocket(session.id)}?as=${each.actor}`
    const cookie = [...each.cookies].map((pair) => pair.join('=')).join('; ')
    const page = new MatrixSocket(new WebSocket(url, { origin: ORIGIN, headers: { cookie } }))
    await page.next('welcome')
    page.send({ type: 'join' })
    await page.next('joined')
    side.sockets.push(page)
  }
  const stroke = { type: 'stroke', id: side.marker, points: [1, 2], isLast: true }
  for (const page of side.sockets) page.send(stroke)
  side.sockets[0]?.send(markMessage(side.marker))
  for (const page of side.sockets) await page.next('stroke')
  await side.sockets[1]?.next('mark')
  hear(side, await takeScreenshot(employee, session.id))
}

/** Both agree, and the gateway writes what they say where it writes everybody's. */
async function record({ spoolFolder }: OutwardStage, side: Side): Promise<void> {
  const { employee, phone, session, spokenSeconds: seconds, marker } = side
  const { id } = session
  const consent = { decision: 'given', textVersion: 1, language: 'en' }
  hear(side, await phone.put(paths.recordingConsent(id, 1), { body: consent }))
  const recording = await employee.put(paths.recording(id, 1))
  hear(side, recording)
  const { responsible } = viewOf<EmployeeSessionView>(recording)
  const from = Math.round((Date.now() - CALL_START) / 1000)
  const folder = makeRecorderDisk(spoolFolder).folderOf({ sessionId: id, call: 1 })
  await recordCall(folder, path.basename(folder), [
    { publisher: responsible?.id ?? marker, from, seconds, tone: 440 },
    { publisher: session.me.participantId, from, seconds, tone: 660 },
  ])
}

async function endCall(side: Side): Promise<void> {
  const { employee, phone, session } = side
  hear(side, await employee.post(paths.end(session.id, 1)))
  hear(side, await phone.put(paths.rating(session.id), { body: { stars: 4 } }))
  for (const page of side.sockets) await page.next('ended')
}

/** Until the last of everything has come, by each way. */
async function untilTold({ smtp, slack, push }: OutwardStage, side: Side): Promise<void> {
  const { employee, session, marker, email, receiver, browsers } = side
  const isMailed = (to: string) => smtp.received.some((mail) => mail.to === to)
  await until(() => isMailed(email) && isMailed(`${marker}@example.org`), 'mails')
  await until(
    () => slack.messages.some(({ channel }) => channel === conversationWith(email)),
    'Slack',
  )
  for (const browser of browsers) {
    await until(async () => (await push.received(browser)).length > 0, 'pushes')
  }
  await until(() => receiver.heard.some(({ type }) => type === 'session.rated'), 'webhooks')
  await until(async () => {
    const { body } = await employee.get(paths.artefacts(session.id))
    return body.split('"ready"').length === 3
  }, 'picture and recording')
}

/** Every page of each of them. */
async function readAll({ service }: OutwardStage, side: Side): Promise<void> {
  const { session, employee, phone, marker } = side
  const documented = Object.entries(service.app.swagger().paths ?? {})
  const readable = documented.flatMap(([name, item]) => {
    if (!('get' in Object(item)) || /oidc|openapi|docs|[{]call/.test(name)) return []
    const own = name.replace('/video-sessions/{id}', `/video-sessions/${session.id}`)
    return own.includes('{') ? [] : [own]
  })
  const searched = `${paths.sessions}?q=${marker.slice(0, 7)}`
  for (const each of [...readable, searched]) {
    hear(side, await employee.get(each))
    hear(side, await phone.get(each))
  }
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)))
}

function contentOf(folder: string, name: string): string {
  return readFileSync(path.join(folder, name), 'latin1')
}

/** Of a second; a sound begins some hundredths after its file. */
async function recordedTenths({ employee, session }: Side): Promise<number> {
  const { items } = viewOf<ArtefactList>(await employee.get(paths.artefacts(session.id)))
  const recording = items.find(({ kind }) => kind === 'recording')
  return Math.floor((recording?.durationMs ?? 0) / 100)
}

function hear({ heard }: Side, { body }: Answer): void {
  heard.push(body)
}

async function receivedBy(
  { smtp, slack, push }: OutwardStage,
  side: Side,
  { keys, spool }: { keys: readonly string[]; spool: readonly string[] },
): Promise<Record<string, string>> {
  const { email, marker, receiver, browsers, heard, sockets, session } = side
  const mails = smtp.received.filter(({ to }) => [email, `${marker}@example.org`].includes(to))
  const pushes = await Promise.all(browsers.map((browser) => push.received(browser)))
  const messages = slack.messages.filter(({ channel }) => channel === conversationWith(email))
  const frames = sockets.flatMap((page) => page.heard)
  return {
    answers: heard.join('\n'),
    frames: JSON.stringify(frames),
    mails: JSON.stringify(mails),
    pushes: JSON.stringify(pushes),
    'Slack messages': JSON.stringify(messages),
    webhooks: JSON.stringify(receiver.heard),
    objects: keys.filter((key) => key.includes(session.id)).join('\n'),
    spool: spool.filter((file) => file.includes(session.id)).join('\n'),
  }
}

/** What nobody else may ever read. */
function wordsOf({ db, session, ...side }: Side): string[] {
  const { marker, deviceId, deviceLabel, flowId, email, code } = side
  const ids = [db.organisationId, session.id, session.me.participantId, deviceId, flowId]
  return [...ids, marker, deviceLabel, email, code]
}

/** Slack's own name for what it shows one person. */
function conversationWith(email: string): string {
  return email.startsWith('anna') ? 'D0ANNA' : 'D0SARA'
}
