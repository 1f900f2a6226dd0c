import { MockActivityEnvironment } from '@temporalio/testing'
import { ApplicationFailure, type Info } from '@temporalio/activity'
import { DefaultLogger } from '@temporalio/worker'
import type { Test } from 'tap'
import {
  createNotificationActivities,
  type NotificationDependencies,
} from '../../activities/notifications.ts'
import type { NotifyInput } from '../../activities/session-activities.ts'
import { listDeliveries } from '../../db/deliveries.ts'
import type { SessionState } from '../../domain/session-state.ts'
import { makeMailer } from '../../integrations/mail.ts'
import { makeSlack } from '../../integrations/slack.ts'
import { after, commitNewSession, commitNext, makeWorld } from '../db/world.ts'
import { startTestSlack } from '../support/slack.ts'
import { startTestSmtp } from '../support/smtp.ts'

export const LINK_KEY = 'link key of the tests'
export const PUBLIC_URL = 'https://lotse.example'
export const TOMAS = 'tomas@customer.example'
export const CHANNEL = 'C0SERVICE'

const SILENT = new DefaultLogger('ERROR', () => undefined)

export type Desk = Awaited<ReturnType<typeof makeDesk>>

/** A requested session of Tomáš at the press, with mail, and with Slack where a channel is named. */
export async function makeDesk(t: Test, { channel }: { channel?: string } = {}) {
  const [world, smtp, slackServer] = await Promise.all([
    makeWorld(t),
    startTestSmtp(t),
    startTestSlack(t),
  ])
  const texts = { reason: 'It drips <b>oil</b>', requester: 'Tomáš', email: TOMAS }
  const session = await commitNewSession(world, t.name, { texts })
  const slack = makeSlack({ token: slackServer.token, apiUrl: slackServer.url, timeoutMs: 5000 })
  const dependencies: NotificationDependencies = {
    database: world.database,
    publicUrl: PUBLIC_URL,
    linkKey: LINK_KEY,
    mailer: makeMailer({ url: smtp.url, from: 'Lotse <lotse@service.example>', timeoutMs: 3000 }),
    slack: channel === undefined ? null : { client: slack, channel, language: 'en' },
    push: null,
  }
  const desk = { world, smtp, slack: slackServer, session, dependencies }
  return {
    ...desk,
    /** One attempt of the activity, as a worker would run it. */
    notify: (change: Partial<NotifyInput>, info: Partial<Info> = {}) =>
      attemptNotify(dependencies, { ...inputFor(session), ...change }, info),
    /** An attempt that asks to be repeated: how it says so. */
    notifyInVain: async (change: Partial<NotifyInput>, info: Partial<Info> = {}) => {
      const attempt = attemptNotify(dependencies, { ...inputFor(session), ...change }, info)
      const failure: unknown = await attempt.catch((reason: unknown) => reason)
      if (!(failure instanceof ApplicationFailure)) throw new Error('nothing is left to be sent')
      return failure
    },
    deliveries: () => listDeliveries(world.db, session.sessionId),
    /** `Anna mail sent`, one per delivery row. */
    ledger: async () => {
      const rows = await listDeliveries(world.db, session.sessionId)
      const names = new Map(Object.entries(world.employees).map(([name, id]) => [id, name]))
      return rows
        .map(
          (row) => `${names.get(row.recipientId) ?? row.recipientId} ${row.channel} ${row.state}`,
        )
        .sort()
    },
    confirm: (by: string) =>
      commitNext(world.db, after(session, { status: 'confirmed', responsible: by })),
  }
}

export function attemptNotify(
  dependencies: NotificationDependencies,
  input: NotifyInput,
  info: Partial<Info> = {},
) {
  const now = Date.now()
  const usual = { attempt: 1, scheduledTimestampMs: now, startToCloseTimeoutMs: 90_000 }
  const environment = new MockActivityEnvironment({ ...usual, ...info }, { logger: SILENT })
  return environment.run(createNotificationActivities(dependencies).notify, input)
}

export function inputFor({ organisationId, sessionId, recipients }: SessionState): NotifyInput {
  const employees = recipients.map(({ id }) => id)
  return { organisationId, sessionId, rev: 1, event: 'requested', employees, codeUser: false }
}
