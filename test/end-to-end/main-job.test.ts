import t from 'tap'
import { deleteRecording } from './deleting.ts'
import { CodeUser, Employee } from './people.ts'
import type { Language } from './names.ts'
import { openStage, type EmployeeName } from './stage.ts'

/** Each employee has the language of their own settings. */
const WAYS: { language: Language; width: number; employee: EmployeeName }[] = [
  { language: 'en', width: 1280, employee: 'Erik Olsen' },
  { language: 'de', width: 390, employee: 'Jan Petersen' },
]

for (const { language, width, employee } of WAYS) {
  const title = `the main job, ${language}, the employee at ${width} px`
  t.test(title, { timeout: 300_000 }, async (t) => {
    const stage = await openStage(t)
    const [desk, hall] = await Promise.all([stage.browser(), stage.browser()])
    const erik = new Employee(
      stage,
      await stage.employee(desk, employee, { language, width }),
      language,
    )
    const tomas = new CodeUser(
      stage,
      await stage.phone(hall, 'Cartoner KP-220, line 3', { language }),
      language,
    )

    await tomas.page
      .getByRole('heading', { level: 1, name: 'Cartoner KP-220, line 3', exact: true })
      .waitFor()
    t.pass('the page is headed by the device')
    await tomas.request({ email: 't.novak@nordhafen.example' })
    t.equal(await tomas.status(), tomas.names.requested, 'R1, R2, R4, R6: the code user requests')
    t.equal(await tomas.button('startCall').count(), 0, 'R7: no call before it is confirmed')

    const row = erik.page.getByRole('link', { name: /^#1\b/ })
    await row.first().waitFor()
    t.pass('R5, R33: the employee is told at once, by number')
    await row.first().click()
    await erik.page.getByText('Cartons jam at the infeed').first().waitFor()
    await erik.page.getByText('KP220-19-0447').first().waitFor()
    t.pass('R10: the device and the reason before confirming')
    await erik.press('confirm')
    await Promise.all([erik.untilStatus('confirmed'), tomas.untilStatus('confirmed')])
    t.pass('R11, R34: confirmed, and the open page of the code user says so')

    await tomas.press('startCall')
    await erik.ring.waitFor()
    const camera = erik.ring.getByRole('switch', { name: erik.names.myCamera })
    t.notOk(await camera.isChecked(), 'R13: the camera of the employee is off by default')
    await erik.accept()
    await erik.seesRemote()
    t.pass('R3, R7, R14: START rings, Accept connects')

    await erik.use('record')
    await Promise.all([erik.recordingSymbol.waitFor(), tomas.recordingSymbol.waitFor()])
    t.pass('R12, R15: recorded with consent, the symbol on both sides')
    await erik.press('cameraOn')
    await tomas.seesRemote()
    t.pass('R13: the camera of the employee goes on during the call')

    await erik.press('hangUp')
    await Promise.all([erik.untilStatus('done'), tomas.untilStatus('done')])
    t.pass('R8, R20: the end of the call sets DONE')
    await erik.openRecordings()
    await Promise.all([erik.untilRecording(1, 'ready'), tomas.untilRecording(1, 'ready')])
    t.pass('R15, R20: the recording opens on both sides')

    await erik.press('reopen')
    await tomas.untilStatus('confirmed')
    await erik.press('startCall')
    await tomas.accept()
    await erik.seesRemote()
    t.pass('R14, R20: reopened, and now the employee calls')
    await tomas.press('hangUp')
    await Promise.all([erik.untilStatus('done'), tomas.untilStatus('done')])

    const anna = new Employee(stage, await stage.employee(desk, 'Anna Keller'))
    await deleteRecording(t, { stage, anna, erik, tomas })
  })
}
