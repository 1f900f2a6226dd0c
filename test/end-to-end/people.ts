import { writeFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { paths } from '../../contract/paths.ts'
import type { ArtefactView } from '../../contract/views.ts'
import { NAMES, type Language, type Names } from './names.ts'
import type { Stage } from './stage.ts'

/** A page and the person in front of it, who finds everything by its name. */
class Person {
  readonly page: Page
  readonly names: Names
  protected readonly stage: Stage

  constructor(stage: Stage, page: Page, language: Language = 'en') {
    this.stage = stage
    this.page = page
    this.names = NAMES[language]
  }

  button(name: keyof Names): Locator {
    return this.page.getByRole('button', { name: this.names[name], exact: true })
  }

  async press(name: keyof Names): Promise<void> {
    await this.button(name).click()
  }

  /** A tool of the call: on the bar, or inside More where there is no room. */
  async use(name: keyof Names): Promise<void> {
    await this.reveal(name)
    await this.press(name)
  }

  async reveal(name: keyof Names): Promise<void> {
    if ((await this.button(name).count()) === 0) await this.press('more')
  }

  /** The step of the status bar that is current, as it stands there. */
  async status(): Promise<string> {
    const bar = this.page.getByRole('list', { name: this.names.status, exact: true })
    return (await bar.locator('[aria-current="step"]').innerText()).split('\n')[0] ?? ''
  }

  async untilStatus(status: 'requested' | 'confirmed' | 'inProgress' | 'done' | 'cancelled') {
    const word = this.names[status]
    await this.stage.until(`the page says ${word}`, async () => (await this.status()) === word)
  }

  get ring(): Locator {
    return this.page.getByRole('dialog', { name: this.names.incomingCall, exact: true })
  }

  async accept(): Promise<void> {
    await this.ring.getByRole('button', { name: this.names.accept, exact: true }).click()
  }

  get recordingSymbol(): Locator {
    return this.page.getByRole('img', { name: this.names.recording, exact: true })
  }

  /** Sees the other side's picture move. */
  async seesRemote(): Promise<void> {
    const before = await this.framesSeen().catch(() => 0)
    await this.stage.until('the remote picture moves', async () => {
      return (await this.framesSeen()) > before + 5
    })
  }

  /** Frames of the remote picture that were shown so far. */
  async framesSeen(): Promise<number> {
    const video = this.page.locator(`video[aria-label="${this.names.remoteVideo}"]`)
    return video.evaluate((element: HTMLVideoElement) => {
      // Firefox counts those of streams in a place of its own, which no type knows.
      const { mozPaintedFrames } = element as { mozPaintedFrames?: number }
      return mozPaintedFrames ?? element.getVideoPlaybackQuality().totalVideoFrames
    })
  }

  recordingOf(call: number): Locator {
    return this.page.getByRole('link', { name: `${this.names.recordingOfCall} ${call}` })
  }

  async untilRecording(call: number, state: 'ready' | 'partial' | 'deleted'): Promise<void> {
    const link = this.recordingOf(call).and(this.page.locator(`[data-state=${state}]`))
    await link.waitFor({ timeout: 60_000 })
  }
}

export class CodeUser extends Person {
  async request({ consent = true, email = '' } = {}): Promise<void> {
    const { page, names } = this
    await this.press('requestSession')
    await page.getByRole('textbox', { name: names.reason }).fill('Cartons jam at the infeed')
    await this.press('next')
    await page.getByRole('textbox', { name: names.yourName }).fill('Tomáš Novák')
    if (email) await page.getByRole('textbox', { name: names.emailForNews }).fill(email)
    await this.press('next')
    await page.getByRole('radio', { name: consent ? names.agree : names.disagree }).check()
    await this.press('sendRequest')
    await page.waitForURL(/\/v\//)
  }

  get sessionId(): string {
    return new URL(this.page.url()).pathname.split('/')[2] ?? ''
  }
}

export class Employee extends Person {
  async open(number: number): Promise<void> {
    await this.page.goto(`${this.stage.run.publicUrl}/sessions/${number}`)
    await this.page.getByRole('heading', { level: 1, name: new RegExp(`^#${number} `) }).waitFor()
  }

  async openRecordings(): Promise<void> {
    await this.page.getByRole('tab', { name: new RegExp(`^${this.names.gallery}`) }).click()
  }

  /** Puts the recording of the first call into a file. */
  async downloadRecording(file: string): Promise<void> {
    const { items } = await this.fetchJson<{ items: ArtefactView[] }>(paths.artefacts(1))
    const [recording] = items
    if (!recording) throw new Error('there is no artefact')
    const url = `${this.stage.run.publicUrl}${paths.artefactContent(recording.id)}?as=employee`
    writeFileSync(file, await (await this.page.request.get(url)).body())
  }

  /** Session and artefacts as the api shows them to this employee. */
  async fetchJson<T>(path: string): Promise<T> {
    const answer = await this.page.request.get(`${this.stage.run.publicUrl}${path}`, {
      headers: { 'lotse-actor': 'employee' },
    })
    return (await answer.json()) as T // the caller names the contract's shape
  }
}

/** Session 1: requested by the phone, confirmed and called; both see each other. */
export async function connect(stage: Stage, phone: CodeUser, employee: Employee): Promise<void> {
  await phone.request()
  await employee.open(1)
  await callAfterConfirming(phone, employee)
}

/** From the employee's page of a session that was requested. */
export async function callAfterConfirming(phone: CodeUser, employee: Employee): Promise<void> {
  await employee.press('confirm')
  await phone.untilStatus('confirmed')
  await phone.press('startCall')
  await employee.accept()
  await employee.seesRemote()
}
