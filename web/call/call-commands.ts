import type { ReadonlySignal } from '@preact/signals'
import { paths } from '../../contract/paths.ts'
import type { Api } from '../foundation/api-client.ts'
import type { CallSession, CallSessions } from './call-session.ts'

type Options = {
  api: Api
  sessions: CallSessions
  sessionId: string
  call: number
  session: ReadonlySignal<CallSession>
}

/** What is asked of the session during a call, each with its idempotency key. All throw ApiProblem. */
export class CallCommands {
  readonly #options: Options

  constructor(options: Options) {
    this.#options = options
  }

  async startRecording(key: string): Promise<void> {
    const { api, sessionId, call } = this.#options
    await this.take(api.put(paths.recording(sessionId, call), { key }))
  }

  async askConsent(key: string): Promise<void> {
    const { api, sessionId, call } = this.#options
    await this.take(api.post(paths.consentQuestion(sessionId, call), { key }))
  }

  async answerConsent(key: string, decision: 'given' | 'declined'): Promise<void> {
    const { api, sessionId, call, session } = this.#options
    const body = { decision, ...textRead(session.peek()) }
    await this.take(api.put(paths.recordingConsent(sessionId, call), { key, body }))
  }

  /** Sends a picture; both sides edit it from then on. */
  async takeScreenshot(key: string, picture: Blob): Promise<void> {
    const { api, sessionId, call } = this.#options
    await this.take(api.post(paths.screenshots(sessionId, call), { key, file: picture }))
  }

  /** Takes up the view that a command answers with. */
  async take(answer: Promise<CallSession>): Promise<void> {
    this.#options.sessions.put(await answer)
  }
}

/** The consent text as it is shown. */
export function textRead({ consentText }: CallSession) {
  return { textVersion: consentText.version, language: consentText.language }
}
