import type { SessionState } from '../../../domain/session-state.ts'
import { requestedState, ringingCall } from '../session-state.ts'
import { GATEWAY } from './call-server.ts'

export const ANNA = 'employee-anna'
export const BEN = 'employee-ben'
export const CARLA = 'participant-carla'

/** A running call between Anna and Carla. */
export function liveState(sessionId: string): SessionState {
  const at = Date.UTC(2026, 0, 5, 9)
  const startedBy = { kind: 'employee', id: ANNA } as const
  const call = ringingCall({ gateway: GATEWAY, startedBy, startedAt: at })
  return requestedState({
    sessionId,
    organisationId: 'acme',
    number: 1,
    rev: 3,
    status: 'in_progress',
    createdAt: at,
    createdBy: { kind: 'code_user', id: CARLA },
    deviceId: 'device-1',
    templateId: 'template-1',
    recipients: [{ id: ANNA, because: { rule: 'organisation' } }],
    participants: [{ id: CARLA, state: 'admitted', via: 'request' }],
    responsible: ANNA,
    call: { ...call, phase: 'live', acceptedAt: at, employees: [ANNA], participants: [CARLA] },
    lastCall: 1,
  })
}
