import t from 'tap'
import { mailContent, subjectLine } from '../../domain/notification-mail.ts'
import { codeUserNotice, employeeNotice } from '../../domain/notification-texts.ts'
import {
  CODE_USER_EVENTS,
  NOTIFICATION_EVENTS,
  type NotificationFacts,
} from '../../domain/notification.ts'
import { LANGUAGES } from '../../domain/refusal-texts.ts'

const FACTS: NotificationFacts = {
  number: 1042,
  organisation: 'Nordwerk',
  device: 'Mill 3',
  location: 'Hall B',
  reason: 'Spindle <does> not turn\nsince this morning',
  requester: 'Erik & Söhne',
  by: 'Anna Berg',
  message: 'We come by tomorrow.\nPlease leave it off.',
}
const LINK = 'https://lotse.example/sessions/1042'

t.test('R33: every notice begins with the number of the session', (t) => {
  for (const language of LANGUAGES) {
    for (const event of NOTIFICATION_EVENTS) {
      t.match(employeeNotice(event, FACTS, language).subject, /^#1042 \S/)
    }
    for (const event of CODE_USER_EVENTS) {
      t.match(codeUserNotice(event, FACTS, language).subject, /^#1042 \S/)
    }
  }
  t.end()
})

t.test('no two events read alike, in either language', (t) => {
  const all = LANGUAGES.flatMap((language) => [
    ...NOTIFICATION_EVENTS.map((event) => employeeNotice(event, FACTS, language).lead),
    ...CODE_USER_EVENTS.map((event) => codeUserNotice(event, FACTS, language).lead),
  ])
  t.equal(new Set(all).size, all.length)
  t.end()
})

t.test('a mail says the same in text and HTML, with the link in both', (t) => {
  const mail = mailContent(employeeNotice('requested', FACTS, 'en'), LINK, 'en')
  t.equal(mail.subject, '#1042 New request: Mill 3')
  for (const form of [mail.text, mail.html]) {
    t.match(form, LINK)
    t.match(form, 'Hall B')
    t.match(form, 'since this morning')
  }
  t.match(mail.html, '<html lang="en">')
  t.end()
})

t.test('T13: what people typed stays text in HTML', (t) => {
  const facts = { ...FACTS, device: '<img src=x onerror=alert(1)>', requester: '"><script>' }
  const { html } = mailContent(employeeNotice('requested', facts, 'en'), LINK, 'en')
  t.notMatch(html, /<img|<script/)
  t.match(html, '&lt;img src=x onerror=alert(1)&gt;')
  t.end()
})

t.test('a subject is one line of bearable length', (t) => {
  t.equal(subjectLine('#1 a\r\nBcc: eve@x.example'), '#1 a Bcc: eve@x.example')
  t.equal([...subjectLine('😀'.repeat(500))].length, 140)
  t.end()
})

t.test('a cancellation quotes the message to the code user, other mails do not', (t) => {
  const quoted = mailContent(codeUserNotice('cancelled', FACTS, 'de'), LINK, 'de')
  t.match(quoted.text, '> We come by tomorrow.\n> Please leave it off.')
  t.match(quoted.html, 'We come by tomorrow.<br>Please leave it off.')
  t.equal(codeUserNotice('confirmed', FACTS, 'de').quote, null)
  t.end()
})

t.test('a code user hears nothing back of the reason', (t) => {
  for (const event of CODE_USER_EVENTS) {
    t.notMatch(JSON.stringify(codeUserNotice(event, FACTS, 'en')), 'Spindle')
  }
  t.match(JSON.stringify(employeeNotice('requested', FACTS, 'en')), 'Spindle')
  t.end()
})

t.test('a name that is missing leaves a whole sentence', (t) => {
  const facts = { ...FACTS, requester: null, by: null, location: null, reason: null }
  t.equal(
    employeeNotice('requested', facts, 'en').lead,
    'Somebody asks for a video session at Mill 3.',
  )
  t.equal(employeeNotice('confirmed', facts, 'de').subject, '#1042 Bestätigt: Mill 3')
  t.same(employeeNotice('taken', facts, 'en').facts, [{ label: 'Device', value: 'Mill 3' }])
  t.match(codeUserNotice('confirmed', facts, 'en').lead, /^Nordwerk has confirmed/)
  t.end()
})
