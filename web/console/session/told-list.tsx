import { signal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { DeliveryList, DeliveryView } from '../../../contract/notification-settings.ts'
import { paths } from '../../../contract/paths.ts'
import type { Problem } from '../../../contract/problem.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { SKIPPED_BECAUSE } from '../../../domain/notification-setting.ts'
import { ApiProblem } from '../../foundation/api-client.ts'
import { Icon } from '../../foundation/components/icon.tsx'
import { Failed, Skeleton } from '../../foundation/components/states.tsx'
import { formatShortly } from '../../foundation/formatting.ts'
import { check, clock, eyeOff, warning } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { texts } from './texts/texts.ts'
import './told-list.css'

const ICONS: Record<DeliveryView['state'], string> = {
  claimed: clock,
  sent: check,
  failed: warning,
  skipped: eyeOff,
}

/** Who was told of what by which channel, who was not, and why; loaded when it is opened. */
export function ToldList({ session: { id } }: { session: EmployeeSessionView }) {
  const { api } = useConsole()
  const told = useMemo(() => {
    const items = signal<readonly DeliveryView[] | null>(null)
    const problem = signal<Problem | null>(null)
    const load = () => {
      problem.value = null
      api.get<DeliveryList>(paths.sessionDeliveries(id)).then(
        (list) => (items.value = list.items),
        (error: unknown) => {
          if (!(error instanceof ApiProblem)) throw error
          problem.value = error.problem
        },
      )
    }
    return { items, problem, load }
  }, [id])
  const { items, problem, load } = told
  return (
    <details class="card told-list" onToggle={({ currentTarget }) => currentTarget.open && load()}>
      <summary>{texts.value.whoWasTold}</summary>
      {problem.value && <Failed problem={problem.value} onRetry={load} />}
      {!items.value && !problem.value && <Skeleton rows={3} />}
      {items.value?.length === 0 && <p class="quiet">{texts.value.nobodyWasTold}</p>}
      <ul>
        {items.value?.map((each) => (
          <Told key={each.id} delivery={each} />
        ))}
      </ul>
    </details>
  )
}

function Told({ delivery }: { delivery: DeliveryView }) {
  const { event, employee, to, channel, state, at } = delivery
  const { toldTo, toldEvent, toldChannel, toldState } = texts.value
  const who = employee?.name ?? toldTo[to === 'shared' ? 'shared' : 'code_user']
  const what = toldEvent[event as keyof typeof toldEvent] ?? event // a new kind is named as it is
  return (
    <li data-state={state}>
      <Icon shapes={ICONS[state]} size={16} />
      <span>
        {who}: {what}, {toldChannel[channel]}
        <small>
          {toldState[state]}, {formatShortly(at)}
          {reasonOf(delivery)}
        </small>
      </span>
    </li>
  )
}

function reasonOf({ reason }: DeliveryView): string {
  if (!reason) return ''
  const { switchedOffReason, toldOtherwiseReason, erasedReason } = texts.value
  if (reason === SKIPPED_BECAUSE.switchedOff) return `: ${switchedOffReason}`
  if (reason === SKIPPED_BECAUSE.toldOtherwise) return `: ${toldOtherwiseReason}`
  if (reason === SKIPPED_BECAUSE.erased) return `: ${erasedReason}`
  return `: ${reason}`
}
