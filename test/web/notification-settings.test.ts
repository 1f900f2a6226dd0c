import t from 'tap'
import type { DeliveryList, NotificationSettingList } from '../../contract/notification-settings.ts'
import { paths } from '../../contract/paths.ts'
import { CHANNELS, NOTIFICATION_SCOPES, SETTING_EVENTS } from '../../domain/notification-setting.ts'
import { ANNA, history, sessionView } from './canned-session.ts'
import { openConsole, type Answers, type PageOptions } from './console-stage.ts'
import { clippedOn, findingsOn, sidewaysOn } from './page-looks.ts'

const NOW = Date.now()
const PLACE = '/settings/notifications'

function settings(): NotificationSettingList {
  const items = NOTIFICATION_SCOPES.flatMap((scope) =>
    SETTING_EVENTS.map((event) => {
      const mode = event === 'missed_call' ? ('first' as const) : ('inherit' as const)
      return { scope, event, mode, channels: [...CHANNELS] }
    }),
  )
  return { items }
}

const answers: Answers = ({ method, path }) => {
  if (path === paths.notificationSettings) return { body: settings() }
  return method === 'PUT' ? { body: {} } : undefined
}

const LOOKS: PageOptions[] = [
  { width: 1280, theme: 'light', language: 'en' },
  { width: 390, theme: 'dark', language: 'de' },
  { width: 320, theme: 'light', language: 'de' },
]

t.test('choosing what to be told', { timeout: 240_000 }, async (t) => {
  const open = await openConsole(t)

  await t.test('R26: per event, of own sessions and others, by which channels', async (t) => {
    const { page, asked } = await open(PLACE, answers)
    const own = page.locator('section', { hasText: 'Sessions you are responsible for' })
    const missed = own.getByRole('group', { name: 'Missed call' })
    await missed.getByRole('checkbox', { name: 'Slack' }).uncheck()
    const every = own.getByRole('group', { name: 'Every event' })
    await every.getByRole('combobox').selectOption('All chosen channels')
    await every.getByRole('checkbox', { name: 'Email' }).uncheck()
    await every.getByRole('combobox').selectOption('All channels, also future ones')
    await every.getByRole('checkbox').first().waitFor({ state: 'detached' })
    const puts = asked.filter(({ method }) => method === 'PUT')
    t.same(
      puts.map(({ path, body }) => [path.split('/').slice(-2).join(' '), body]),
      [
        ['own missed_call', { mode: 'first', channels: ['in_app', 'push', 'mail'] }],
        ['own every', { mode: 'all', channels: [...CHANNELS] }],
        ['own every', { mode: 'all', channels: ['in_app', 'push', 'slack'] }],
        ['own every', { mode: 'inherit', channels: ['in_app', 'push', 'slack'] }],
      ],
    )
  })

  await t.test('what cannot be loaded can be tried again', async (t) => {
    let isDown = true
    const { page } = await open(PLACE, (asked) => {
      const problem = { type: '', title: '', status: 503, code: 'unavailable' }
      const isIt = asked.path === paths.notificationSettings
      return isDown && isIt ? { status: 503, body: problem } : answers(asked)
    })
    await page.getByRole('heading', { name: 'Your choices could not be loaded' }).waitFor()
    isDown = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('group', { name: 'Every event' }).first().waitFor()
    t.pass('and then they are there')
  })

  for (const look of LOOKS) {
    await t.test(`${look.width} px, ${look.theme}, ${look.language}`, async (t) => {
      const { page } = await open(PLACE, answers, look)
      await page.locator('.notification-choice').first().waitFor()
      t.same(await findingsOn(page), [], 'nothing for axe')
      t.ok((await sidewaysOn(page)) <= 0, 'no sideways scroll')
      t.same(await clippedOn(page), [], 'no clipped text')
    })
  }

  await t.test('a session says who was told, who was not, and why', async (t) => {
    const session = sessionView(NOW)
    const delivery = { event: 'requested', employee: ANNA, to: 'employee', attempts: 1 } as const
    const list: DeliveryList = {
      items: [
        { ...delivery, id: '1', channel: 'in_app', state: 'sent', reason: null, at: NOW },
        {
          ...{ ...delivery, id: '2', channel: 'mail', state: 'skipped', at: NOW },
          reason: 'switched off in the settings',
        },
      ],
    }
    const { page } = await open('/sessions/1042?tab=employees', ({ path }) => {
      if (path === paths.session(1042)) return { body: session }
      if (path === paths.history(session.id)) return { body: history(NOW) }
      return path === paths.sessionDeliveries(session.id) ? { body: list } : undefined
    })
    await page.getByText('Who was told, and how').click()
    await page.getByText('Anna Keller: new request, bell').waitFor()
    await page.getByText('Not sent').waitFor()
    t.match(await page.getByText('Not sent').innerText(), /switched off in their settings/)
    t.same(await findingsOn(page), [])
  })
})
