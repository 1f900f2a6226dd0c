import t from 'tap'
import { DeliveryError } from '../../integrations/delivery-error.ts'
import { makeMailer, type Mail } from '../../integrations/mail.ts'
import { startTarpit, startTestSmtp, type SmtpBehaviour } from '../support/smtp.ts'

const ANNA = 'anna@nordwerk.example'
const MAIL: Mail = {
  to: ANNA,
  subject: '#1042 Neue Anfrage: Fräse 3',
  text: 'Erik bittet um eine Videositzung.',
  html: '<p>Erik bittet um eine Videositzung.</p>',
  id: 'delivery-1',
  threadId: 'video-session-1',
}
const FROM = 'Lotse <lotse@service.example>'

t.test('a mail arrives with both texts and a Message-ID made from its id', async (t) => {
  const smtp = await startTestSmtp(t)
  const sent = await makeMailer({ url: smtp.url, from: FROM }).send(MAIL)
  const [mail] = smtp.received
  t.match(mail, { to: ANNA, subject: MAIL.subject, messageId: '<delivery-1@service.example>' })
  t.equal(sent.messageId, mail?.messageId)
  t.match(mail?.text, 'Erik bittet')
  t.match(mail?.html, '<p>Erik bittet')
  t.equal(mail?.headers.get('auto-submitted'), 'auto-generated')
  t.equal(mail?.headers.get('references'), '<video-session-1@service.example>')
})

t.test('T13: a line break in a subject makes no header', async (t) => {
  const smtp = await startTestSmtp(t)
  await makeMailer({ url: smtp.url, from: FROM }).send({
    ...MAIL,
    subject: 'a\r\nBcc: eve@x.example',
  })
  t.notOk(smtp.received[0]?.headers.has('bcc'))
})

const REFUSALS: { name: string; behaviour: SmtpBehaviour; isPermanent: boolean }[] = [
  { name: 'an unknown mailbox (550) stays unknown', behaviour: { reply: 550 }, isPermanent: true },
  { name: 'a busy mailbox (450) is free later', behaviour: { reply: 450 }, isPermanent: false },
  { name: 'a server going down (421) comes back', behaviour: { reply: 421 }, isPermanent: false },
  {
    name: 'an unknown outcome is worth another try',
    behaviour: 'take and hang up',
    isPermanent: false,
  },
  {
    name: 'a server that stays silent is left',
    behaviour: 'take and stay silent',
    isPermanent: false,
  },
]

for (const { name, behaviour, isPermanent } of REFUSALS) {
  t.test(name, async (t) => {
    const smtp = await startTestSmtp(t)
    smtp.behaviours.set(ANNA, behaviour)
    t.match(await refusedBy(smtp.url), { name: 'DeliveryError', isPermanent })
  })
}

t.test('a server that answers letter by letter is left in time', async (t) => {
  const { url } = await startTarpit(t)
  const startedAt = performance.now()
  t.match(await refusedBy(url), { name: 'DeliveryError', isPermanent: false })
  t.ok(performance.now() - startedAt < 5000)
})

t.test('a server that is not there may come back', async (t) => {
  t.match(await refusedBy('smtp://127.0.0.1:1'), { name: 'DeliveryError', isPermanent: false })
})

t.test('sending stops when the sender is told to', async (t) => {
  const { url } = await startTarpit(t)
  const stop = new AbortController()
  const sending = makeMailer({ url, from: FROM }).send(MAIL, stop.signal)
  stop.abort()
  await t.rejects(sending, { name: 'DeliveryError' })
})

async function refusedBy(url: string): Promise<DeliveryError | undefined> {
  const sending = makeMailer({ url, from: FROM, timeoutMs: 700 }).send(MAIL)
  return sending.then(
    () => undefined,
    (reason: unknown) => (reason instanceof DeliveryError ? reason : undefined),
  )
}
