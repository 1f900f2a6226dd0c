import { createHash } from 'node:crypto'
import { paths } from '../../contract/paths.ts'
import { ConsentEvidence } from '../../contract/answers.ts'
import { listConsentEvidence } from '../../db/consents.ts'
import { findSessionTexts } from '../../db/texts.ts'
import type { App } from '../app-type.ts'
import { employeeOf } from '../caller.ts'
import { NoQuery, SessionParams } from '../route-context.ts'
import { answering, named } from '../schemas.ts'
import { loadSession } from '../session-access.ts'

/** Who agreed to which words when: to be shown to whoever asks for proof. */
export function consentEvidenceRoutes(app: App): void {
  app.get(
    paths.consentEvidence(':id'),
    {
      schema: {
        tags: ['sessions'],
        summary: 'Every decision about recording, with the words that were decided about',
        params: SessionParams,
        querystring: NoQuery,
        response: answering({ 200: named(ConsentEvidence) }),
      },
    },
    async (request) => {
      const { db, session } = await loadSession(employeeOf(request), request.params.id)
      const [rows, texts] = await Promise.all([
        listConsentEvidence(db, session),
        findSessionTexts(db, session.id),
      ])
      return {
        session: { id: session.id, number: session.number },
        requesterName: texts.requester ?? null,
        decisions: rows.map(({ callNumber, at, body, endedAt, ...row }) => ({
          ...row,
          call: callNumber,
          at: at.getTime(),
          channel: channelOf({ callNumber, at, endedAt }),
          text: body,
          textHash: body === null ? null : createHash('sha256').update(body).digest('hex'),
        })),
      }
    },
  )
}

type Said = { callNumber: number | null; at: Date; endedAt: Date | null }

function channelOf({ callNumber, at, endedAt }: Said): 'request' | 'call' | 'afterwards' {
  if (callNumber === null) return 'request'
  return endedAt && at >= endedAt ? 'afterwards' : 'call'
}
