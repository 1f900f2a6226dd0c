import t from 'tap'
import type { CaughtMail } from '../../bin/embedded/mail.ts'
import { paths } from '../../contract/paths.ts'
import type { EmployeeSessionView } from '../../contract/views.ts'
import { CodeUser, Employee } from './people.ts'
import type { Language } from './names.ts'
import { openStage, type EmployeeName, type Stage } from './stage.ts'

const WAYS: { language: Language; width: number; employee: EmployeeName }[] = [
  { language: 'en', width: 1280, employee: 'Erik Olsen' },
  { language: 'de', width: 390, employee: 'Jan Petersen' },
]
const SERIAL = 'KP220-19-0447'
const TICKET = 'SRV-2291'
const MESSAGE = 'The spare part comes first.'

for (const { language, width, employee } of WAYS) {
  const title = `what else happens in a day, ${language}, the employee at ${width} px`
  t.test(title, { timeout: 300_000 }, async (t) => {
    const stage = await openStage(t)
    const browser = await stage.browser()
    const page = await stage.employee(browser, employee, { language, width })
    const erik = new Employee(stage, page, language)

    await t.test('a ticket leads to a session and its code user into it', async (t) => {
      const query = new URLSearchParams({ device: SERIAL, ticket: TICKET, reason: 'Belt slips' })
      await page.goto(`${stage.run.publicUrl}/sessions/new?${query.toString()}`)
      await erik.press('createSession')
      await erik.button('createSession').waitFor({ state: 'detached' })
      await erik.open(1)
      t.equal(await erik.status(), erik.names.confirmed, 'R1, R3: confirmed from birth')
      const { links } = await erik.fetchJson<EmployeeSessionView>(paths.session(1))
      const tomas = new CodeUser(
        stage,
        await stage.visitor(browser, links.join ?? '', { language }),
        language,
      )
      await tomas.untilStatus('confirmed')
      await tomas.page.getByText(/#1\b/).first().waitFor()
      t.pass('R33: by the link, with the number')
      const visited = await tomas.page.evaluate(() => navigation.entries().map(({ url }) => url))
      t.match(visited, [/\/v\/[^#]+$/], 'T1: Back leads to no address with the secret')

      const unlink = page.getByRole('button', { name: new RegExp(TICKET) })
      await page.getByRole('tab', { name: new RegExp(`^${erik.names.linkedTickets}`) }).click()
      await unlink.click()
      await unlink.waitFor({ state: 'detached' })
      await erik.button('linkTicket').first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: erik.names.ticket, exact: true }).fill(TICKET)
      await dialog.getByRole('button', { name: erik.names.linkTicket, exact: true }).click()
      await unlink.waitFor()
      t.pass('R21: unlinked and linked')

      await erik.press('startCall')
      await tomas.ring.getByRole('button', { name: tomas.names.decline, exact: true }).click()
      await Promise.all([erik.untilStatus('confirmed'), tomas.untilStatus('confirmed')])
      t.pass('R14: declined')

      await erik.use('cancelSession')
      await page.getByRole('textbox', { name: erik.names.messageToCodeUser }).fill(MESSAGE)
      await erik.press('yesCancelSession')
      await Promise.all([erik.untilStatus('cancelled'), tomas.untilStatus('cancelled')])
      await tomas.page.getByText(MESSAGE).waitFor()
      t.pass('R9: cancelled, and the code user reads why')
    })

    await t.test('an assistant leads to a request, told by mail', async (t) => {
      const [button] = stage.run.actionButtons
      const prefill = new URLSearchParams({ reason: 'Error 14', name: 'Mira Lang' })
      const url = `${button?.url}#${prefill.toString()}`
      const mira = new CodeUser(stage, await stage.visitor(browser, url, { language }), language)
      const reason = mira.page.getByRole('textbox', { name: mira.names.reason })
      t.equal(await reason.inputValue(), 'Error 14', 'R2: what the assistant knew')
      await mira.press('next')
      await mira.page
        .getByRole('textbox', { name: mira.names.emailForNews })
        .fill('m.lang@nordhafen.example')
      await mira.press('next')
      await mira.page.getByRole('radio', { name: mira.names.disagree }).check()
      await mira.press('sendRequest')
      await mira.page.waitForURL(/\/v\//)
      await erik.open(2)
      await erik.press('confirm')
      await mira.untilStatus('confirmed')
      await stage.until('R34: the mail about it has a join link', async () => {
        const mails = await mailsTo(stage, 'm.lang@nordhafen.example')
        return mails.some(({ subject, text }) => subject.startsWith('#2') && text.includes('/j#'))
      })
      await erik.press('startCall')
      await mira.accept()
      await erik.button('hangUp').waitFor()
      await erik.reveal('record')
      t.equal(await erik.button('record').getAttribute('aria-disabled'), 'true', 'R12: declined')
    })

    await t.test('a code user takes a request back', async (t) => {
      const tomas = new CodeUser(
        stage,
        await stage.phone(browser, undefined, { language }),
        language,
      )
      await tomas.request()
      await tomas.press('cancelRequest')
      await tomas.press('yesCancelRequest')
      await tomas.untilStatus('cancelled')
      t.pass('R9: cancelled by who asked')
    })
  })
}

async function mailsTo(stage: Stage, address: string): Promise<CaughtMail[]> {
  const answer = await fetch(stage.run.mail, { headers: { accept: 'application/json' } })
  const { items } = (await answer.json()) as { items: CaughtMail[] } // bin/start/dev-mail-page.ts
  return items.filter(({ to }) => to.includes(address))
}
