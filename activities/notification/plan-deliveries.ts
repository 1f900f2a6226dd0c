import type { OrganisationDatabase } from '../../db/database.ts'
import type { Channel, DeliveryKey } from '../../db/deliveries.ts'
import { listEmployeesToTell } from '../../db/notification-facts.ts'
import { findNotificationSettings } from '../../db/notification-settings.ts'
import { ALL_CHANNELS, CHANNELS, SKIPPED_BECAUSE } from '../../domain/notification-setting.ts'
import {
  listCodeUserPushSubscriptions,
  listPushSubscriptions,
  type PushSubscriptionRow,
} from '../../db/push-subscriptions.ts'
import { isSettling, type NotificationEvent } from '../../domain/notification.ts'
import type { Language } from '../../domain/refusal-texts.ts'
import type { Mailer } from '../../integrations/mail.ts'
import type { Slack } from '../../integrations/slack.ts'
import type { WebPush } from '../../integrations/web-push.ts'
import { NothingToSend, type Delivery } from './attempt.ts'
import { mailToCodeUser, mailToEmployee } from './mail-deliveries.ts'
import { pushToCodeUser, pushToEmployee } from './push-deliveries.ts'
import type { Group } from './run-deliveries.ts'
import {
  findPostedMessages,
  postToSlack,
  updateInSlack,
  type Conversation,
} from './slack-deliveries.ts'
import type { SlackUsers } from './slack-users.ts'
import { languageOf, type Story } from './story.ts'

type Channels = { mailer: Mailer | null; slack: SlackChannel | null; push: WebPush | null }

type SlackChannel = {
  client: Slack
  users: SlackUsers
  channel: string | null
  language: Language
}

type Planning = {
  db: OrganisationDatabase
  channels: Channels
  story: Story
  /** When the change happened, ms since the epoch. */
  happenedAt: number
  signal: AbortSignal
}

type Employee = Awaited<ReturnType<typeof listEmployeesToTell>>[number]

/** A ring is over by then; mail and Slack need not say any more that it rings. */
const RINGING_IS_NEWS_MS = 120_000
/** What the shared Slack channel is told by a message of its own; the rest changes that message. */
const FOR_SHARED_CHANNEL: readonly NotificationEvent[] = ['requested', 'missed_call']
/** Everybody who is to be told, by which channels. */
export async function planDeliveries(planning: Planning): Promise<Group[]> {
  const { db, story } = planning
  const { employees: ids, event } = story.input
  const [employees, settings, browsers] = await Promise.all([
    listEmployeesToTell(db, ids),
    findNotificationSettings(db, scopesOf(story, ids), event),
    listPushSubscriptions(db, planning.channels.push ? ids : []),
  ])
  const groups = employees.flatMap((employee): Group[] => {
    const { channels, mode } = settings.get(employee.id) ?? ALL_CHANNELS
    const by = (channel: Channel) => BY_CHANNEL[channel]({ ...planning, browsers }, employee)
    const wanted = channels.map(by).filter((each) => each !== undefined)
    const unwanted = CHANNELS.filter((channel) => !channels.includes(channel)).map(by)
    const unsent = unwanted.filter((each) => each !== undefined).map(switchedOff)
    return [
      { mode, deliveries: wanted },
      { mode: 'all', deliveries: unsent },
    ]
  })
  const others = [
    ...toCodeUser(planning),
    ...(await toCodeUsersBrowsers(planning)),
    ...(await inSlack(planning)),
  ]
  return [...groups, { mode: 'all', deliveries: others }]
}

/** Whose session it is decides which of somebody's choices counts. */
function scopesOf({ responsibleId }: Story, ids: readonly string[]) {
  return {
    own: ids.filter((id) => id === responsibleId),
    others: ids.filter((id) => id !== responsibleId),
  }
}

/** A row that says why nothing came, where something could have. */
function switchedOff(delivery: Delivery): Delivery {
  return {
    ...delivery,
    send: () => Promise.reject(new NothingToSend(SKIPPED_BECAUSE.switchedOff)),
  }
}

type Reaching = Planning & { browsers: ReadonlyMap<string, readonly PushSubscriptionRow[]> }
type ToEmployee = (planning: Reaching, employee: Employee) => Delivery | undefined

const BY_CHANNEL: Record<Channel, ToEmployee> = {
  in_app: (planning, { id }) => ({
    ...delivery(planning, { recipientKind: 'employee', recipientId: id, channel: 'in_app' }),
    send: null,
  }),
  mail: (planning, employee) => {
    const { channels, signal, story } = planning
    if (!channels.mailer) return undefined
    const language = languageOf(employee.language)
    const to = { email: employee.email, language }
    return {
      ...delivery(planning, {
        recipientKind: 'employee',
        recipientId: employee.id,
        channel: 'mail',
      }),
      send: mailToEmployee({ mailer: channels.mailer, signal }, story, to),
    }
  },
  slack: (planning, employee) => {
    const { channels, db } = planning
    const conversation = {
      ...{ kind: 'employee' as const, id: employee.id },
      language: languageOf(employee.language),
    }
    const users = channels.slack?.users
    return users && post(planning, conversation, () => users.find(db, employee))
  },
  push: (planning, { id, language }) => {
    const { channels, db, story } = planning
    const browsers = planning.browsers.get(id)
    if (!channels.push || !browsers) return undefined
    const to = { browsers, language: languageOf(language) }
    return {
      ...delivery(planning, { recipientKind: 'employee', recipientId: id, channel: 'push' }),
      send: pushToEmployee({ push: channels.push, db }, story, to),
    }
  },
}

function toCodeUser(planning: Planning): Delivery[] {
  const { channels, signal, story } = planning
  if (!channels.mailer || !story.input.codeUser) return []
  const send = mailToCodeUser({ mailer: channels.mailer, signal }, story)
  const key = { recipientKind: 'address', recipientId: 'code_user', channel: 'mail' } as const
  return send ? [{ ...delivery(planning, key), send }] : []
}

/** In each browser that takes part and asked for it. */
async function toCodeUsersBrowsers(planning: Planning): Promise<Delivery[]> {
  const { channels, db, story } = planning
  const { push } = channels
  if (!push || !story.input.codeUser) return []
  const language = languageOf(story.language)
  const found = await listCodeUserPushSubscriptions(db, story.input.sessionId)
  return found.flatMap(({ participantId, ...browser }): Delivery[] => {
    const send = pushToCodeUser({ push, db }, story, { browsers: [browser], language })
    const key = { recipientKind: 'participant', recipientId: participantId } as const
    return send ? [{ ...delivery(planning, { ...key, channel: 'push' }), send }] : []
  })
}

async function inSlack(planning: Planning): Promise<Delivery[]> {
  const { slack } = planning.channels
  if (!slack) return []
  if (isSettling(planning.story.input.event)) return updates(planning, slack)
  if (slack.channel === null) return []
  if (!FOR_SHARED_CHANNEL.includes(planning.story.input.event)) return []
  const { channel, language } = slack
  const shared = { kind: 'address' as const, id: channel, language }
  return [post(planning, shared, async () => channel)].filter((each) => each !== undefined)
}

function post(
  planning: Planning,
  conversation: Conversation,
  findPlace: () => Promise<string>,
): Delivery | undefined {
  const { channels, db, story } = planning
  if (!channels.slack || isSettling(story.input.event)) return undefined
  return {
    ...delivery(planning, slackKey(conversation)),
    ...postToSlack({ slack: channels.slack.client, db }, story, { conversation, findPlace }),
  }
}

/** In every conversation where the session was mentioned, whoever is told of the event otherwise. */
async function updates(
  planning: Planning,
  { client, language }: SlackChannel,
): Promise<Delivery[]> {
  const { db, story } = planning
  const found = await findPostedMessages(db, story.input.sessionId)
  const readers = await listEmployeesToTell(
    db,
    found.flatMap(({ kind, id }) => (kind === 'employee' ? [id] : [])),
  )
  const languages = new Map(readers.map((reader) => [reader.id, languageOf(reader.language)]))
  return found.map(({ kind, id, posted }) => {
    const conversation = { kind, id, language: languages.get(id) ?? language }
    return {
      ...delivery(planning, slackKey(conversation)),
      ...updateInSlack(client, story, { conversation, posted }),
    }
  })
}

function slackKey({ kind, id }: Conversation) {
  return { recipientKind: kind, recipientId: id, channel: 'slack' } as const
}

function delivery(
  { story, happenedAt }: Planning,
  to: Pick<DeliveryKey, 'recipientKind' | 'recipientId' | 'channel'>,
) {
  const { sessionId, rev, event } = story.input
  return {
    key: { sessionId, rev, event, ...to },
    cause: { byEmployeeId: story.by?.id ?? null, erasedAt: story.erasedAt },
    expiresAt: event === 'ringing' ? happenedAt + RINGING_IS_NEWS_MS : Infinity,
  }
}
