import {
  defineSearchAttributeKey,
  SearchAttributeType,
  type SearchAttributeUpdatePair,
} from '@temporalio/common'
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow'
import type { SessionState } from '../domain/session-state.ts'
import { renderDetails } from './details.ts'
import type { World } from './world.ts'

const KEYS = {
  status: defineSearchAttributeKey('LotseStatus', SearchAttributeType.KEYWORD),
  organisation: defineSearchAttributeKey('LotseOrganisation', SearchAttributeType.KEYWORD),
  device: defineSearchAttributeKey('LotseDevice', SearchAttributeType.KEYWORD),
  responsible: defineSearchAttributeKey('LotseResponsible', SearchAttributeType.KEYWORD),
  number: defineSearchAttributeKey('LotseNumber', SearchAttributeType.KEYWORD),
  tickets: defineSearchAttributeKey('LotseTickets', SearchAttributeType.KEYWORD_LIST),
}

/** Keeps search attributes and details in the Temporal UI as the session is; one event per change. */
export function showInTemporal(): World['onChange'] {
  let shown = ''
  return (state, recent) => {
    setCurrentDetails(renderDetails(state, recent))
    const attributes = attributesOf(state)
    const now = JSON.stringify(attributes.map(({ value }) => value))
    if (now === shown) return
    shown = now
    upsertSearchAttributes(attributes)
  }
}

function attributesOf(state: SessionState): SearchAttributeUpdatePair[] {
  return [
    { key: KEYS.status, value: state.status },
    { key: KEYS.organisation, value: state.organisationId },
    { key: KEYS.device, value: state.deviceId },
    { key: KEYS.responsible, value: state.responsible },
    { key: KEYS.number, value: String(state.number) },
    { key: KEYS.tickets, value: state.ticketLinks.map(({ system, key }) => `${system}:${key}`) },
  ]
}
