import type { ClientCallMessage } from '../../contract/call-messages.ts'
import { ApiProblem, makeKey } from '../foundation/api-client.ts'

type StopMessage = Extract<ClientCallMessage, { type: 'stop' }>

export type Stop = Pick<StopMessage, 'what' | 'recorded'> & {
  /** Says it on the call socket; false when there is none at the moment. */
  say: (message: StopMessage) => boolean
  /** Gives the command by HTTP, with this key. */
  command: (key: string) => Promise<unknown>
  /** It is carried out and stored, or a rule said that there is nothing to stop. */
  onDone?: (() => void) | undefined
}

const REPEAT_EVERY_MS = 1_000
/** After this the session's own time-outs have long done the same. */
const GIVE_UP_AFTER_MS = 5 * 60_000

const running = new Map<string, () => void>()

/**
 * A stop acts first and is told until somebody has heard it: on the socket, where the media holder
 * acts at once, and as a command with the same key. It goes on when its page has left the call.
 */
export function beginStop({ what, recorded, say, command, onDone }: Stop): void {
  const key = makeKey()
  const giveUpAt = Date.now() + GIVE_UP_AFTER_MS
  const message: StopMessage = { type: 'stop', what, key, ...(recorded ? { recorded } : {}) }
  const finish = () => {
    if (!running.delete(key)) return
    clearInterval(timer)
    onDone?.()
  }
  let isAsking = false
  const repeat = async () => {
    say(message)
    if (Date.now() > giveUpAt) return finish()
    if (isAsking) return
    isAsking = true
    if (await isAnswered(command(key))) finish()
    isAsking = false
  }
  const timer = setInterval(() => void repeat(), REPEAT_EVERY_MS)
  running.set(key, finish)
  void repeat()
}

/** The media holder says that the stop of this key is stored. */
export function stopWasHeard(key: string): void {
  running.get(key)?.()
}

/** Only a service that is away leaves it open; a refusal says that there is nothing left to stop. */
async function isAnswered(command: Promise<unknown>): Promise<boolean> {
  try {
    await command
    return true
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    const { status, code } = error.problem
    return status !== 0 && status < 500 && code !== 'too_many' && code !== 'try_again'
  }
}
