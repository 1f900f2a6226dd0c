import { useSignal } from '@preact/signals'
import { useEffect, useId, useRef } from 'preact/hooks'
import { pages } from '../../../contract/paths.ts'
import type { NotificationView } from '../../../contract/views.ts'
import { Count } from '../../foundation/components/badge.tsx'
import { Icon } from '../../foundation/components/icon.tsx'
import { EmptyState, Failed, Skeleton } from '../../foundation/components/states.tsx'
import { showToast } from '../../foundation/components/toast.tsx'
import { formatDateAndTime, formatShortly } from '../../foundation/formatting.ts'
import { bell as bellIcon } from '../../foundation/icons.ts'
import { path } from '../../foundation/router.ts'
import { useConsole } from '../console.ts'
import { texts } from '../texts/texts.ts'
import { notificationText } from './notification-text.ts'
import './notification-bell.css'

export function NotificationBell() {
  const { bell } = useConsole()
  const id = useId()
  const panel = useRef<HTMLDivElement>(null)
  const isOpen = useSignal(false)
  const unread = bell.unread.value
  useEffect(() => {
    bell.onAdded = showNotification
  }, [])
  return (
    <>
      <button
        type="button"
        class="rail-item bell"
        popoverTarget={id}
        aria-expanded={isOpen.value}
        aria-label={texts.value.notificationsUnread(unread)}
      >
        <Icon shapes={bellIcon} />
        <span>{texts.value.notifications}</span>
        <Count>{unread}</Count>
      </button>
      <div
        ref={panel}
        class="bell-panel"
        id={id}
        popover="auto"
        role="region"
        aria-label={texts.value.notifications}
        onToggle={({ newState }) => (isOpen.value = newState === 'open')}
      >
        {isOpen.value && <Panel onClose={() => panel.current?.hidePopover()} />}
      </div>
    </>
  )
}

/** A ring has its own dialog, and who is on the session's page sees what has happened. */
function showNotification(notification: NotificationView): void {
  const { number } = notification.session
  const isSeen = path.value === pages.session(number) && document.visibilityState === 'visible'
  if (notification.event === 'ringing' || isSeen) return
  showToast(`#${number} ${notificationText(notification)}`, {
    kind: 'news',
    icon: bellIcon,
    action: { label: texts.value.open, href: pages.session(number) },
  })
}

function Panel({ onClose }: { onClose: () => void }) {
  const { bell } = useConsole()
  const items = bell.items.value
  const problem = bell.problem.value
  if (!items && problem) return <Failed problem={problem} onRetry={() => bell.load()} />
  if (!items) return <Skeleton rows={3} />
  return (
    <>
      <header class="bell-head">
        <h2>{texts.value.notifications}</h2>
        {bell.unread.value > 0 && (
          <button type="button" class="text-link" onClick={() => void bell.markRead()}>
            {texts.value.markAllRead}
          </button>
        )}
      </header>
      {items.length === 0 && (
        <EmptyState
          icon={bellIcon}
          title={texts.value.noNotifications}
          text={texts.value.noNotificationsText}
        />
      )}
      <ul>
        {items.map((item) => (
          <Item key={item.id} item={item} onFollow={onClose} />
        ))}
      </ul>
    </>
  )
}

function Item({ item, onFollow }: { item: NotificationView; onFollow: () => void }) {
  const { session, at, isRead } = item
  return (
    <li>
      <a
        class={isRead ? 'bell-item' : 'bell-item bell-item-unread'}
        href={pages.session(session.number)}
        onClick={onFollow}
      >
        <span>
          <strong>#{session.number}</strong> {notificationText(item)}
        </span>
        <small>
          {session.deviceLabel}, <time title={formatDateAndTime(at)}>{formatShortly(at)}</time>
        </small>
        {!isRead && <span class="only-heard">{texts.value.unread}</span>}
      </a>
    </li>
  )
}
