import { sql } from 'kysely'
import { deliverInApp } from '../../db/deliveries.ts'
import { paths } from '../../contract/paths.ts'
import type { ClientLiveMessage, ServerLiveMessage } from '../../contract/live-messages.ts'
import { PRINCIPALS, type Principal } from './access-principals.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { documented, type Row } from './access-rows.ts'
import { makeScene, type Scene } from './access-scene.ts'
import { stageOf, type Matrix } from './access-stage.ts'
import { MatrixSocket, openAs, problemIn, type Heard } from './access-socket.ts'
import { viewOf } from './cast.ts'

/** What each principal gets. */
export type Outcomes = Map<Principal, string>
type Pages = Map<Principal, MatrixSocket>
type Happening = {
  matrix: Matrix
  row: Row
  scene: Scene
  pages: Pages
  /** Of the session. */
  id: string
}

const SENT: Record<ClientLiveMessage['type'], object> = {
  visibility: { type: 'visibility', isVisible: true },
  ping: { type: 'ping' },
}

/** What makes each message be sent. */
const HEARD: Record<ServerLiveMessage['type'], (happening: Happening) => Promise<unknown> | void> =
  {
    hello: () => undefined,
    sessionChanged: change,
    sessionRemoved: async (happening) => {
      const { service, cast } = happening.matrix
      const body = { deviceId: service.town.deviceId }
      const made = await cast.employees['other department'].post(paths.sessions, { body })
      // Paul’s own, and not offered to him: he sees it as long as it is his.
      happening.id = viewOf<EmployeeSessionView>(made).id
      const taken = { employeeId: cast.ids.max }
      const path = paths.responsible(happening.id)
      viewOf(await cast.employees.responsible.put(path, { body: taken }))
    },
    callStarted: ({ scene }) => scene.browsers.participant?.post(paths.calls(scene.id)),
    // Who was never told of a call does not hear of its end.
    callEnded: async ({ scene, pages, row }) => {
      await letThoseHear({ row, pages, id: scene.id }, 'callStarted')
      return scene.browsers.participant?.post(paths.end(scene.id, 1))
    },
    notificationAdded: ({ matrix, scene }) => {
      const about = { sessionId: scene.id, rev: 1, event: 'requested' }
      return deliverInApp(matrix.service.town.db, { ...about, recipientId: matrix.cast.ids.anna })
    },
    // The feed's own connection ends; it comes back by itself.
    resync: ({ matrix }) =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query ilike 'listen %'`.execute(
        matrix.service.town.database,
      ),
    problem: ({ pages }) => {
      for (const page of pages.values()) page.send({ type: 'nonsense' })
    },
    pong: ({ pages }) => {
      for (const page of pages.values()) page.send({ type: 'ping' })
    },
  }

export const LIVE_MESSAGES = [
  'CONNECT live',
  ...Object.keys(SENT).map((type) => `SEND live ${type}`),
  ...Object.keys(HEARD).map((type) => `HEAR live ${type}`),
]

/** Every principal has a page open, if they get that far, and then something happens. */
export async function askOnLiveSocket(matrix: Matrix, row: Row): Promise<Outcomes> {
  const { address, service, cast } = matrix
  const scene = await makeScene(service, cast, stageOf(row))
  const outcomes: Outcomes = new Map()
  const pages: Pages = new Map()
  for (const principal of PRINCIPALS) {
    const opened = await openAs({ address, path: paths.live, cast, scene, principal })
    if (opened instanceof MatrixSocket) pages.set(principal, opened)
    else outcomes.set(principal, opened)
  }
  const [way, , type = ''] = documented(row.operation).split(' ')
  for (const page of pages.values()) await page.next('hello')
  if (way === 'CONNECT') for (const principal of pages.keys()) outcomes.set(principal, 'ok')
  if (way === 'SEND') await sendFromAll(pages, SENT[type as keyof typeof SENT], outcomes) // by name
  if (way === 'HEAR') {
    const happening = { matrix, row, scene, pages, id: scene.id }
    await HEARD[type as keyof typeof HEARD](happening) // by name
    await letAllHear(happening, type)
    for (const [principal, page] of pages) {
      outcomes.set(principal, find(page, { type, id: happening.id }) ? 'ok' : '-')
    }
  }
  for (const page of pages.values()) page.close()
  return outcomes
}

async function sendFromAll(pages: Pages, message: object, outcomes: Outcomes): Promise<void> {
  for (const [principal, page] of pages) {
    page.send(message)
    await page.settle()
    outcomes.set(principal, problemIn(page) ?? 'ok')
  }
}

/**
 * Whoever should hear it has heard it. Then two more changes, one after the other: once somebody hears
 * of the second, everybody has been told of all before it.
 */
async function letAllHear(happening: Happening, type: string): Promise<void> {
  await letThoseHear(happening, type)
  await changeAndHear(happening)
  await changeAndHear(happening)
  for (const page of happening.pages.values()) await page.settle()
}

/** Those whom the row's cells promise something. */
async function letThoseHear(
  { row, pages, id }: Pick<Happening, 'row' | 'pages' | 'id'>,
  type: string,
): Promise<void> {
  for (const [principal, page] of pages) {
    if (row.cells[principal] !== 'ok') continue
    await page.until(() => find(page, { type, id }), `${type} at ${principal}`)
  }
}

async function changeAndHear(happening: Happening): Promise<void> {
  const rev = await change(happening)
  const ada = happening.pages.get('administrator')
  const isThere = ({ name, message }: Heard) =>
    name === 'sessionChanged' && Number(Reflect.get(message, 'rev')) >= rev
  await ada?.until(() => ada.heard.find(isThere), `revision ${rev}`)
}

/** Of this session: others of the same machine change by themselves meanwhile. */
function find(page: MatrixSocket, { type, id }: { type: string; id: string }): Heard | undefined {
  const isOfOther = (message: object) => (sessionOf(message) ?? id) !== id
  return page.heard.find(({ name, message }) => name === type && !isOfOther(message))
}

function sessionOf(message: object): unknown {
  const { session }: { session?: unknown } = Object(Reflect.get(message, 'notification'))
  return Reflect.get(message, 'id') ?? Reflect.get(Object(session), 'id')
}

let tickets = 0

/** The session's next revision. */
async function change({ matrix, id }: Happening): Promise<number> {
  const path = paths.ticketLink(id, 'rt', `matrix-${++tickets}`)
  const answer = await matrix.cast.employees.administrator.put(path, { body: {} })
  return viewOf<EmployeeSessionView>(answer).rev
}
