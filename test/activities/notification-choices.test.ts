import t from 'tap'
import { saveNotificationSetting } from '../../db/notification-settings.ts'
import { countUnread } from '../../db/notifications.ts'
import { makeDesk } from './notification-desk.ts'

t.test('who chose one channel is told by that one', async (t) => {
  const desk = await makeDesk(t)
  const { anna, max } = desk.world.employees
  const choose = { employeeId: anna, scope: 'others', event: 'requested' } as const
  await saveNotificationSetting(desk.world.db, choose, { channels: ['in_app'], mode: 'all' })
  await desk.notify({ employees: [anna, max] })
  t.same(await desk.ledger(), [
    'anna in_app sent',
    'anna mail skipped',
    'max in_app sent',
    'max mail sent',
  ])
  const skipped = (await desk.deliveries()).find(({ state }) => state === 'skipped')
  t.equal(skipped?.error, 'switched off in the settings', 'and why stands there')
})

t.test('who wants the first channel that succeeds is told once', async (t) => {
  const desk = await makeDesk(t)
  const { anna, max } = desk.world.employees
  for (const employeeId of [anna, max]) {
    const choose = { employeeId, scope: 'others', event: 'requested' } as const
    await saveNotificationSetting(desk.world.db, choose, {
      channels: ['mail', 'in_app'],
      mode: 'first',
    })
  }
  desk.smtp.behaviours.set('max@presswerk.example', { reply: 450 })
  t.same(await desk.notify({ employees: [anna, max] }), { sent: 2, failed: 0 })
  t.same(await desk.ledger(), [
    'anna in_app skipped',
    'anna mail sent',
    'max in_app sent',
    'max mail skipped',
  ])
})

t.test('R26: own sessions and those of others, one event and every event', async (t) => {
  const desk = await makeDesk(t)
  const { db, employees } = desk.world
  const { anna: employeeId, max } = employees
  const only = (channel: 'in_app' | 'mail') => ({ channels: [channel], mode: 'all' as const })
  const choose = { employeeId, scope: 'others', event: 'every' } as const
  await saveNotificationSetting(db, choose, only('mail'))
  await saveNotificationSetting(db, { ...choose, scope: 'own' }, only('in_app'))
  await saveNotificationSetting(
    db,
    { ...choose, event: 'cancelled' },
    { channels: [], mode: 'all' },
  )
  const told = async (rev: number, event: 'requested' | 'missed_call' | 'cancelled') => {
    await desk.notify({ rev, event, employees: [employeeId] })
    const rows = (await desk.deliveries()).filter((row) => row.rev === rev)
    return rows.filter(({ state }) => state === 'sent').map(({ channel }) => channel)
  }
  t.same(await told(1, 'requested'), ['mail'], 'nobody’s session, as every event')
  t.same(await told(2, 'cancelled'), [], 'a choice of its own')
  await desk.confirm(employeeId)
  t.same(await told(3, 'missed_call'), ['in_app'], 'now it is her own')
  t.same(await told(4, 'cancelled'), ['in_app'])
  await saveNotificationSetting(db, { ...choose, scope: 'own' }, null)
  t.same((await told(5, 'missed_call')).toSorted(), ['in_app', 'mail'], 'no choice is everything')
  t.equal(await countUnread(db, max), 0)
  t.equal(await countUnread(db, employeeId), 3, 'what was skipped is not in the bell')
})
