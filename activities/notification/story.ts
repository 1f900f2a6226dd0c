import { pages } from '../../contract/paths.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { joinSecret } from '../../db/derived-secrets.ts'
import { findEmployeeNames } from '../../db/employees.ts'
import { findJoinLinkNumber } from '../../db/join-links.ts'
import { findCancellationMessage, loadNotificationFacts } from '../../db/notification-facts.ts'
import { findSessionTexts } from '../../db/texts.ts'
import type { NotificationFacts } from '../../domain/notification.ts'
import { LANGUAGES, type Language } from '../../domain/refusal-texts.ts'
import type { NotifyInput } from '../session-activities.ts'

/** What happened, with everything that its texts need. Read anew by every attempt. */
export type Story = {
  input: NotifyInput
  facts: NotificationFacts
  /** When what the code user left was erased last, before all this was read. */
  erasedAt: Date | null
  /** Whose session it is, if anybody's. */
  responsibleId: string | null
  /** The employee who caused it. */
  by: { id: string; name: string | null } | null
  /** Where the employee and the code user go on. */
  links: { console: string; codeUser: string }
  codeUser: { email: string; language: Language } | null
  /** The session's, which the code user reads. */
  language: string | null
}

export type StoryOptions = { publicUrl: string; linkKey: string }

export async function loadStory(
  db: OrganisationDatabase,
  { publicUrl, linkKey }: StoryOptions,
  input: NotifyInput,
): Promise<Story> {
  const { sessionId, event } = input
  // First: what is erased after this was not read before it.
  const session = await loadNotificationFacts(db, sessionId)
  const [texts, names, linkNumber, message] = await Promise.all([
    findSessionTexts(db, sessionId),
    findEmployeeNames(db, input.by === undefined ? [] : [input.by]),
    findJoinLinkNumber(db, sessionId),
    event === 'cancelled' ? findCancellationMessage(db, sessionId) : undefined,
  ])
  const by = input.by === undefined ? null : { id: input.by, name: names.get(input.by) ?? null }
  // Links that were revoked stay so: then only the browser that already takes part gets in.
  const codeUserPage =
    linkNumber === undefined
      ? pages.codeUserSession(sessionId)
      : pages.join(joinSecret(linkKey, sessionId, linkNumber))
  return {
    input,
    erasedAt: session.erasedAt,
    responsibleId: session.responsibleId,
    facts: {
      number: session.number,
      organisation: session.organisationName,
      device: session.deviceLabel,
      location: session.deviceLocation,
      reason: texts.reason ?? null,
      requester: texts.requester ?? null,
      by: by?.name ?? null,
      message: message ?? null,
    },
    by,
    links: {
      console: new URL(pages.session(session.number), publicUrl).href,
      codeUser: new URL(codeUserPage, publicUrl).href,
    },
    codeUser: texts.email ? { email: texts.email, language: languageOf(session.language) } : null,
    language: session.language,
  }
}

export function languageOf(tag: string | null): Language {
  return LANGUAGES.find((language) => language === tag) ?? 'en'
}
