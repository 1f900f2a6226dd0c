import type { HistoryLineView } from '../../../contract/history-view.ts'
import type { HistoryKind } from '../../../domain/session-change.ts'
import type { Status } from '../../../domain/status.ts'
import { STATUS_ICONS } from '../../foundation/components/badge.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import {
  bell,
  camera,
  cancelled,
  check,
  done,
  eraser,
  eyeOff,
  image,
  inProgress,
  phone,
  phoneOff,
  record,
  reload,
  requested,
  star,
  tag,
  ticket,
  user,
  users,
  warning,
  x,
} from '../../foundation/icons.ts'
import './history-icon.css'

const ICONS: Record<HistoryKind, string> = {
  created: check,
  recipients_told: bell,
  confirmed: check,
  assigned: users,
  taken_over: user,
  cancelled,
  completed: done,
  reopened: reload,
  participant_admitted: user,
  participant_waiting: requested,
  call_started: phone,
  ring_widened: bell,
  call_accepted: inProgress,
  call_declined: phoneOff,
  call_ended: phoneOff,
  call_missed: phoneOff,
  connection_lost: warning,
  connection_back: reload,
  status_changed: done,
  consent_asked: record,
  consent_given: check,
  consent_declined: x,
  consent_withdrawn: x,
  recording_started: record,
  recording_stopped: record,
  recording_stored: image,
  recording_failed: warning,
  recording_deleted: cancelled,
  recording_kept: check,
  screenshot_taken: camera,
  screenshots_stored: image,
  screenshot_failed: warning,
  ticket_linked: ticket,
  ticket_unlinked: ticket,
  ticket_changed: ticket,
  visibility_changed: eyeOff,
  labels_changed: tag,
  rated: star,
  erasure_started: eraser,
  data_erased: eraser,
  upload_slow: warning,
  notification_failed: warning,
}

/** Lines that stand for a status have its icon and colour. */
export function HistoryIcon({ line }: { line: HistoryLineView }) {
  const status = statusOf(line)
  return (
    <span class="history-icon" data-status={status}>
      <Icon shapes={status ? STATUS_ICONS[status] : ICONS[line.kind]} size={16} />
    </span>
  )
}

function statusOf({ kind, status }: HistoryLineView): Status | undefined {
  switch (kind) {
    case 'created':
    case 'confirmed':
    case 'cancelled':
    case 'completed':
    case 'status_changed':
      return status
    case 'call_accepted':
      return 'in_progress'
    default:
      return undefined
  }
}
