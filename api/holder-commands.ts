import { forOrganisation, type Database } from '../db/database.ts'
import { findSessionState } from '../db/commit-session.ts'
import {
  consentTextOf,
  endCallRequest,
  setConsentRequest,
  stopRecordingRequest,
} from './call-requests.ts'
import type { HolderCommands, StopCommand } from './media-holder-ports.ts'
import { ProblemError, statusOf } from './problems.ts'
import type { SessionCommands } from './session-commands.ts'

/** Lets the media holder give the commands behind the stops that it has already carried out. */
export function makeHolderCommands(database: Database, commands: SessionCommands): HolderCommands {
  return {
    async send(stop) {
      try {
        await give(database, commands, stop)
      } catch (error) {
        if (!isAnswer(error)) throw error
      }
    },
  }
}

async function give(
  database: Database,
  commands: SessionCommands,
  { seat, what, key, recorded }: StopCommand,
): Promise<void> {
  const { organisationId, sessionId, call, actor } = seat
  const db = forOrganisation(database, organisationId)
  const of = { db, actor, sessionId, call, key }
  if (what === 'call') return void (await commands.run(endCallRequest(of)))
  if (what === 'recording') return void (await commands.run(stopRecordingRequest(of)))
  const state = await findSessionState(db, sessionId)
  const text = consentTextOf(state ?? { consents: [] }, call)
  const language = text.language === 'de' ? 'de' : 'en'
  const said = {
    decision: 'withdrawn',
    ...text,
    language,
    ...(recorded ? { recorded } : {}),
  } as const
  await commands.run(setConsentRequest(of, said))
}

/** A rule said no: asking again would not change that. */
function isAnswer(error: unknown): boolean {
  return error instanceof ProblemError && statusOf(error.code) === 409 && error.code !== 'try_again'
}
