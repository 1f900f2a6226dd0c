import t from 'tap'
import { makeWebPush, publicPushKey } from '../../integrations/web-push.ts'
import { startPushReceiver } from '../support/push.ts'

const KEY = '1b'.repeat(32)
const MESSAGE = { payload: { title: 'Ring' }, ttlSeconds: 30, isUrgent: true, topic: 'a-session' }

async function makeSender(test: Parameters<typeof startPushReceiver>[0]) {
  const receiver = await startPushReceiver(test)
  const { agent } = receiver
  const push = makeWebPush({ key: KEY, contact: 'mailto:service@example.com', agent })
  const browser = await receiver.subscribe(publicPushKey(KEY))
  return { receiver, push, browser }
}

t.test('a message arrives encrypted for one browser, signed, and soon stale', async (t) => {
  const { receiver, push, browser } = await makeSender(t)
  t.equal(await push.send(browser, MESSAGE), 'sent')
  t.same(await receiver.received(browser), [{ title: 'Ring' }])
  t.match(receiver.told[0], { ttl: '30', urgency: 'high', topic: 'a-session' })
  t.match(receiver.told[0]?.authorization, /^vapid t=/)
})

t.test('a browser that has unsubscribed is gone', async (t) => {
  const { receiver, push, browser } = await makeSender(t)
  await receiver.expire(browser)
  t.equal(await push.send(browser, MESSAGE), 'gone')
})

t.test('what is refused for good is not tried again, what is away is', async (t) => {
  const { receiver, browser, push } = await makeSender(t)
  const { agent } = receiver
  const other = makeWebPush({ key: '2c'.repeat(32), contact: 'mailto:service@example.com', agent })
  await t.rejects(other.send(browser, MESSAGE), { name: 'DeliveryError', isPermanent: true })
  t.same(await receiver.received(browser), [], 'signed by somebody else')
  const away = { ...browser, endpoint: 'https://localhost:9/notify' }
  await t.rejects(push.send(away, MESSAGE), { name: 'DeliveryError', isPermanent: false })
})
