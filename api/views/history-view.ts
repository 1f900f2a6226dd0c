import type { HistoryLineView } from '../../contract/history-view.ts'
import type { OrganisationDatabase } from '../../db/database.ts'
import { findEmployeeNames } from '../../db/employees.ts'
import { findLabelNames } from '../../db/labels.ts'
import { listHistory } from '../../db/history.ts'
import { findTextBodies } from '../../db/texts.ts'
import { personOf } from './session-parts.ts'

type Line = Awaited<ReturnType<typeof listHistory>>[number]

/** Who, when, what, why: with names and texts instead of ids. */
export async function loadHistoryView(
  db: OrganisationDatabase,
  sessionId: string,
  requester: string | null,
): Promise<HistoryLineView[]> {
  const lines = await listHistory(db, sessionId)
  const labelIds = lines.flatMap(({ details: { added = [], removed = [] } }) => [
    ...added,
    ...removed,
  ])
  const [names, bodies, labels] = await Promise.all([
    findEmployeeNames(db, [...new Set(lines.flatMap(({ details }) => details.employees ?? []))]),
    findTextBodies(
      db,
      lines.flatMap(({ details }) => details.textId ?? []),
    ),
    findLabelNames(db, [...new Set(labelIds)]),
  ])
  return lines.map((line) => lineView(line, { names, bodies, labels, requester }))
}

type Known = {
  names: ReadonlyMap<string, string>
  bodies: ReadonlyMap<string, string>
  labels: Awaited<ReturnType<typeof findLabelNames>>
  requester: string | null
}

function lineView(line: Line, { names, bodies, labels, requester }: Known): HistoryLineView {
  const { seq, at, kind, actor } = line
  const { employees, textId, added, removed, ...rest } = line.details
  const { participantId: _p, artefactId: _a, ...details } = rest
  const text = textId === undefined ? undefined : bodies.get(textId)
  const name = actor.name ?? (actor.kind === 'code_user' ? requester : null)
  return {
    seq,
    at: at.getTime(),
    kind,
    actor: { ...actor, name },
    ...details,
    ...(employees ? { employees: employees.map((id) => personOf(id, names)) } : {}),
    ...(text === undefined ? {} : { text }),
    ...(added ? { added: added.map((id) => labelOf(id, labels)) } : {}),
    ...(removed ? { removed: removed.map((id) => labelOf(id, labels)) } : {}),
  }
}

function labelOf(id: string, labels: Known['labels']) {
  return { id, ...(labels.get(id) ?? { name: '?', nameDe: null }) }
}
