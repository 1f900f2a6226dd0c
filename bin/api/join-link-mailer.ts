import { randomUUID } from 'node:crypto'
import type { JoinLinkMailer } from '../../api/dependencies.ts'
import { mailContent } from '../../domain/notification-mail.ts'
import { codeUserNotice } from '../../domain/notification-texts.ts'
import type { Mailer } from '../../integrations/mail.ts'

/** Mails a code user the link to their session, when an employee asks for it. */
export function makeJoinLinkMailer(mailer: Mailer): JoinLinkMailer {
  return {
    async send({ to, language, url, number, deviceLabel, organisationName }) {
      const facts = {
        number,
        device: deviceLabel,
        organisation: organisationName,
        location: null,
        requester: null,
        reason: null,
        by: null,
        message: null,
      }
      const content = mailContent(codeUserNotice('assigned', facts, language), url, language)
      const id = randomUUID()
      await mailer.send({ ...content, to, id: `link-${id}`, threadId: `link-${id}` })
    },
  }
}
