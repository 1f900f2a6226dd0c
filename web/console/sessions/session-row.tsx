import { Fragment } from 'preact'
import type { SessionRow } from '../../../contract/views.ts'
import { pages } from '../../../contract/paths.ts'
import { StatusBadge, Tag, Waiting } from '../../foundation/components/badge.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { formatDateAndTime, formatShortly } from '../../foundation/formatting.ts'
import { eyeOff, phone, user } from '../../foundation/icons.ts'
import { labelName } from '../../foundation/label-name.ts'
import { texts } from '../texts/texts.ts'
import './session-row.css'

/** Heads of the columns; for the eye, since every row is one link. */
export function SessionRowHeads() {
  const { number, status, device, reason, requester, responsible, since } = texts.value
  return (
    <div class="session-heads" aria-hidden="true">
      {[number, status, device, reason, requester, responsible, since].map((head) => (
        <span key={head}>{head}</span>
      ))}
    </div>
  )
}

export function SessionRowLink({ row }: { row: SessionRow }) {
  const { id, number, status, deviceLabel, reason, requesterName, responsible, labels } = row
  return (
    <a class="session-row" href={pages.session(number)} data-session-id={id}>
      <span class="session-number">#{number}</span>
      <span class="session-status">
        <StatusBadge status={status} />
      </span>
      <span class="session-device">
        <Flags row={row} />
        {deviceLabel}
      </span>
      <span class="session-reason">
        {labels.map((label) => (
          <Fragment key={label.id}>
            <Tag colour={label.colour}>{labelName(label)}</Tag>{' '}
          </Fragment>
        ))}
        {reason}
      </span>
      <span class="session-requester">{requesterName}</span>
      <span class="session-responsible" data-label={texts.value.responsibleInline}>
        {responsible?.name ?? <span class="session-nobody">—</span>}
      </span>
      <span class="session-since">
        <Since row={row} />
      </span>
    </a>
  )
}

function Since({ row }: { row: SessionRow }) {
  const { status, createdAt, statusSince, promisedMinutes } = row
  if (status === 'requested') {
    return <Waiting since={statusSince} promisedMinutes={promisedMinutes} />
  }
  return (
    <time dateTime={new Date(createdAt).toISOString()} title={formatDateAndTime(createdAt)}>
      {formatShortly(createdAt)}
    </time>
  )
}

/** What wants somebody at once, or is not for everybody. */
function Flags({ row }: { row: SessionRow }) {
  const { isRinging, hasWaitingParticipant, visibility } = row
  return (
    <>
      {isRinging && <Flag icon={phone} text={texts.value.ringing} />}
      {hasWaitingParticipant && <Flag icon={user} text={texts.value.somebodyWaits} />}
      {visibility === 'internal' && <Flag icon={eyeOff} text={texts.value.internal} />}
    </>
  )
}

function Flag({ icon, text }: { icon: string; text: string }) {
  return (
    <span class="session-flag" title={text}>
      <Icon shapes={icon} size={14} />
      <span class="only-heard">{text}</span>
    </span>
  )
}
