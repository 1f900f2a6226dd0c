import { mailContent } from '../../domain/notification-mail.ts'
import { codeUserNotice, employeeNotice } from '../../domain/notification-texts.ts'
import { isForCodeUser, type Notice } from '../../domain/notification.ts'
import type { Language } from '../../domain/refusal-texts.ts'
import type { Mailer } from '../../integrations/mail.ts'
import type { Send } from './attempt.ts'
import type { Story } from './story.ts'

type Channel = { mailer: Mailer; signal: AbortSignal }

export function mailToEmployee(
  channel: Channel,
  story: Story,
  employee: { email: string; language: Language },
): Send {
  const notice = employeeNotice(story.input.event, story.facts, employee.language)
  return sendMail(channel, story, {
    notice,
    link: story.links.console,
    to: employee.email,
    language: employee.language,
  })
}

/** Undefined where nobody left an address, or the event is none of theirs. */
export function mailToCodeUser(channel: Channel, story: Story): Send | undefined {
  const { input, facts, codeUser, links } = story
  if (!codeUser || !isForCodeUser(input.event)) return undefined
  const { email, language } = codeUser
  const notice = codeUserNotice(input.event, facts, language)
  return sendMail(channel, story, { notice, link: links.codeUser, to: email, language })
}

function sendMail(
  { mailer, signal }: Channel,
  { input }: Story,
  { notice, link, to, language }: { notice: Notice; link: string; to: string; language: Language },
): Send {
  const content = mailContent(notice, link, language)
  const threadId = `video-session.${input.sessionId}`
  return async (id) => {
    const { messageId } = await mailer.send({ ...content, to, id, threadId }, signal)
    return { messageId }
  }
}
