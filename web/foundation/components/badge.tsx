import type { ComponentChildren } from 'preact'
import type { LabelColour } from '../../../domain/label.ts'
import type { Status } from '../../../domain/status.ts'
import { cancelled, clock, confirmed, done, inProgress, requested } from '../icons.ts'
import { formatWaiting, initialsOf } from '../formatting.ts'
import { now } from '../now.ts'
import { texts } from '../texts/texts.ts'
import { Icon } from './icon.tsx'
import './badge.css'

export const STATUS_ICONS: Record<Status, string> = {
  requested,
  confirmed,
  in_progress: inProgress,
  done,
  cancelled,
}

export function StatusBadge({ status }: { status: Status }) {
  return (
    <span class="status-badge" data-status={status}>
      <Icon shapes={STATUS_ICONS[status]} size={14} />
      {texts.value.statusWord[status]}
    </span>
  )
}

type WaitingProps = {
  /** ms since the epoch */
  since: number
  promisedMinutes: number | null
}

/** Waiting time counting up; amber once it is longer than what was promised. */
export function Waiting({ since, promisedMinutes }: WaitingProps) {
  const waited = now.value - since
  const isLate = promisedMinutes !== null && waited > promisedMinutes * 60_000
  return (
    <span class={isLate ? 'waiting waiting-late' : 'waiting'}>
      <Icon shapes={clock} size={14} />
      <time>{formatWaiting(waited)}</time>
    </span>
  )
}

/** Shown by the style sheet: the name of what it stands in says the number in its own way. */
export function Count({ children }: { children: number }) {
  return children > 0 ? <span class="count" data-count={children} /> : null
}

type TagProps = {
  children: ComponentChildren
  /** A label's own: a dot before its name. */
  colour?: LabelColour
}

export function Tag({ children, colour }: TagProps) {
  return (
    <span class="tag" data-colour={colour}>
      {children}
    </span>
  )
}

export function Key({ children }: { children: string }) {
  return (
    <kbd class="key" aria-hidden="true">
      {children}
    </kbd>
  )
}

type AvatarProps = { name: string; isMe?: boolean; size?: 'medium' | 'large' }

export function Avatar({ name, isMe, size = 'medium' }: AvatarProps) {
  return (
    <span class={`avatar avatar-${size}${isMe ? ' avatar-me' : ''}`} aria-hidden="true">
      {initialsOf(name)}
    </span>
  )
}
