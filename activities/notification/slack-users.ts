import type { OrganisationDatabase } from '../../db/database.ts'
import { setSlackUserId } from '../../db/employees.ts'
import type { Slack } from '../../integrations/slack.ts'
import { NothingToSend } from './attempt.ts'

type Employee = { id: string; email: string; slackUserId: string | null }

const UNKNOWN_FOR_MS = 3_600_000

/** Who employees are in Slack: found once by their address, then kept with them. */
export class SlackUsers {
  readonly #slack: Slack
  /** Not asked for again until then, ms since the epoch. */
  readonly #unknownUntil = new Map<string, number>()

  constructor(slack: Slack) {
    this.#slack = slack
  }

  /** Throws NothingToSend for somebody Slack does not know, DeliveryError when it cannot tell. */
  async find(db: OrganisationDatabase, { id, email, slackUserId }: Employee): Promise<string> {
    if (slackUserId !== null) return slackUserId
    const isUnknown = (this.#unknownUntil.get(id) ?? 0) > Date.now()
    const found = isUnknown ? undefined : await this.#slack.findUser(email)
    if (found === undefined) {
      if (!isUnknown) this.#unknownUntil.set(id, Date.now() + UNKNOWN_FOR_MS)
      throw new NothingToSend('not known in Slack')
    }
    await setSlackUserId(db, id, found)
    return found
  }
}
