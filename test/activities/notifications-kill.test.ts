import { Client, Connection } from '@temporalio/client'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import type { NotifyInput } from '../../activities/session-activities.ts'
import { makeTestTemporal } from '../support/servers.ts'
import { makeDesk } from './notification-desk.ts'
import type { notifyOnce } from './notification-workflow.ts'

const WORKER = fileURLToPath(new URL('./notification-worker.ts', import.meta.url))

t.test('a worker killed while it sends leaves one row and at most two equal mails', async (t) => {
  const desk = await makeDesk(t)
  const { address, taskQueue } = await makeTestTemporal(t)
  const connection = await Connection.connect({ address })
  t.teardown(() => connection.close())
  const { sessionId, organisationId } = desk.session
  const { anna, max } = desk.world.employees
  const input: NotifyInput = {
    ...{ organisationId, sessionId, rev: 1, event: 'requested' },
    ...{ employees: [anna, max], codeUser: false },
  }

  // The server has taken Anna's mail and does not say so: nobody can know how it ended.
  desk.smtp.behaviours.set('anna@presswerk.example', 'take and stay silent')
  const start = () => startWorker(t, [address, taskQueue, desk.world.url, desk.smtp.url])
  const first = start()
  const handle = await new Client({ connection }).workflow.start<typeof notifyOnce>('notifyOnce', {
    workflowId: taskQueue,
    taskQueue,
    args: [input],
  })
  await desk.smtp.count(2)
  await first.kill()
  t.match(await desk.ledger(), ['anna in_app sent', 'anna mail claimed'])

  desk.smtp.behaviours.clear()
  start()
  t.same(await handle.result(), { sent: 4, failed: 0 })
  t.same(await desk.ledger(), [
    'anna in_app sent',
    'anna mail sent',
    'max in_app sent',
    'max mail sent',
  ])
  const toAnna = desk.smtp.received.filter(({ to }) => to.startsWith('anna'))
  t.equal(toAnna.length, 2)
  t.equal(new Set(toAnna.map(({ messageId }) => messageId)).size, 1)
  t.ok(desk.smtp.received.filter(({ to }) => to.startsWith('max')).length <= 2)

  const history = readable(await handle.fetchHistory())
  t.match(history, sessionId)
  t.notMatch(history, /presswerk\.example|Tomáš|oil|link key/)
})

/** Payloads are base64 in JSON. */
function readable(history: object): string {
  const decode = (_: string, data: string) => Buffer.from(data, 'base64').toString()
  return JSON.stringify(history).replaceAll(/"data":"([\w+/=]+)"/g, decode)
}

function startWorker(t: Test, args: string[]): { kill: () => Promise<void> } {
  const child = spawn(process.execPath, ['--import=tsx', WORKER, ...args], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const kill = async () => {
    child.kill('SIGKILL')
    await ended
  }
  t.teardown(kill)
  return { kill }
}
