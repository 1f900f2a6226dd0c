import t from 'tap'
import { paths } from '../../contract/paths.ts'
import type { CommentList, TicketSystemView } from '../../contract/ticket-systems.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { startSlowProxy } from '../support/forgetful-proxy.ts'
import { RT_LOGIN, startRequestTracker } from '../support/request-tracker.ts'
import { Desk } from './desk.ts'
import { CodeUser, Employee } from './people.ts'
import { openStage } from './stage.ts'

const SYSTEM = 'rt.nordhafen'
const LIMIT = { timeout: 600_000 }
const PATIENCE_MS = 90_000
const SCALED = {
  LOTSE_OUTWARD_NETWORKS: '127.0.0.1',
  LOTSE_DELIVERY_FIRST_RETRY_MS: '200',
  LOTSE_DELIVERY_LONGEST_RETRY_MS: '1000',
  LOTSE_DELIVERY_SETTLE_MS: '15000',
}

t.test('a session out of a real Request Tracker, from ticket to comments', LIMIT, async (t) => {
  const [tracker, stage] = await Promise.all([startRequestTracker(t), openStage(t, SCALED)])
  let isSecondCall = false
  const proxy = await startSlowProxy(t, {
    port: tracker.port,
    isMeant: ({ url }) => isSecondCall && url?.endsWith('/comment') === true,
  })
  const anna = await Desk.ofEmployee(stage, 'Anna Keller')
  const system = await anna.give<TicketSystemView>('POST', paths.ticketSystems, {
    ...{ name: SYSTEM, kind: 'request_tracker', url: proxy.url, credential: RT_LOGIN },
  })
  const key = await tracker.fileTicket('Cartoner stops several times a shift')
  const ticketSystem = Desk.ofClient(stage)
  const { id, links } = await ticketSystem.give<EmployeeSessionView>('POST', paths.sessions, {
    deviceId: stage.codeOf('Cartoner KP-220, line 3').deviceId,
    requesterName: 'Tomáš Novák',
    tickets: [{ system: SYSTEM, key }],
  })
  const isWritten = async (count: number) => {
    const { items } = await anna.read<CommentList>(paths.ticketComments(id))
    return items.length === count && items.every(({ state }) => state === 'sent')
  }
  const wordsOf = async (type: string) => {
    const entries = await tracker.conversation(key)
    return entries.filter((entry) => entry.type === type).map(({ words }) => words)
  }

  await stage.until('the join link is written', () => isWritten(1), PATIENCE_MS)
  const [invitation = '', ...others] = await wordsOf('Correspond')
  t.same(others, [])
  const [join = ''] = /http\S+\/j#\S+/.exec(invitation) ?? []
  t.equal(join, links.join, 'R32: one join link stands in the conversation')

  const browser = await stage.browser()
  const tomas = new CodeUser(stage, await stage.visitor(browser, join))
  const erik = new Employee(stage, await stage.employee(browser, 'Erik Olsen'))
  await erik.open(1)
  await callEachOther(erik, tomas)
  await tracker.stop()
  await hangUp(erik, tomas)
  const failures = async () => {
    const { items } = await anna.read<{ items: TicketSystemView[] }>(paths.ticketSystems)
    return items.find((each) => each.id === system.id)?.failures ?? 0
  }
  await stage.until('it is tried in vain', async () => (await failures()) > 1, PATIENCE_MS)
  await tracker.start()
  await stage.until('the comment is written', () => isWritten(2), PATIENCE_MS)
  const comments = await wordsOf('Comment')
  t.equal(comments.length, 1, 'stopped during the call and started later: one comment')
  const url = `${stage.run.publicUrl}/sessions/1`
  t.match(comments[0], /Call 1 .*#1 is over after \d+:\d\d min/)
  t.match(comments[0], 'With: Erik Olsen, Tomáš Novák')
  t.match(comments[0], url)

  isSecondCall = true
  await erik.press('reopen')
  await callEachOther(erik, tomas)
  await hangUp(erik, tomas)
  await stage.until('the comment is on its way', () => proxy.isKept(), PATIENCE_MS)
  const before = stage.pidOf('worker')
  stage.kill('worker')
  await stage.untilBack('worker', before)
  proxy.passOn()
  await stage.until('it is known to be written', () => isWritten(3), PATIENCE_MS)
  const [, second, ...third] = await wordsOf('Comment')
  t.match(second, /Call 2 .*#1 is over/)
  t.same(third, [], 'written while the worker was dead: no second one')
})

async function callEachOther(erik: Employee, tomas: CodeUser): Promise<void> {
  await Promise.all([erik.untilStatus('confirmed'), tomas.untilStatus('confirmed')])
  await erik.press('startCall')
  await tomas.accept()
  await erik.seesRemote()
}

async function hangUp(erik: Employee, tomas: CodeUser): Promise<void> {
  await erik.press('hangUp')
  await Promise.all([erik.untilStatus('done'), tomas.untilStatus('done')])
}
