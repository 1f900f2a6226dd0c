import { signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { pages, paths } from '../../../contract/paths.ts'
import type {
  WebhookDeliveryView,
  WebhookEndpointView,
  WebhookLog,
} from '../../../contract/webhooks.ts'
import { ApiProblem } from '../../foundation/api-client.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Dialog } from '../../foundation/components/dialog.tsx'
import { EmptyState, Failed, Skeleton } from '../../foundation/components/states.tsx'
import { formatDateAndTime } from '../../foundation/formatting.ts'
import { inbox, reload } from '../../foundation/icons.ts'
import type { Loaded } from '../../foundation/session-store.ts'
import { texts as common } from '../../foundation/texts/texts.ts'
import { useConsole } from '../console.ts'
import { doAtOnce } from './at-once.ts'
import { connectionTexts } from './texts/texts.ts'
import './webhooks.css'

type Props = { row: WebhookEndpointView; onClose: () => void }

/** Every message to one endpoint, and what the receiver said; each can be sent again. */
export function WebhookLogDialog({ row, onClose }: Props) {
  const { api } = useConsole()
  const log = useLog(row.id)
  const { value, problem } = log.loaded.value
  const { deliveries } = connectionTexts.value
  const replay = (delivery: WebhookDeliveryView) =>
    doAtOnce(async () => {
      await api.post(paths.webhookReplay(row.id, delivery.id))
      await log.reload()
    })
  return (
    <Dialog
      title={deliveries.title}
      onClose={onClose}
      width="wide"
      footer={
        <>
          <Button icon={reload} onPress={log.reload}>
            {deliveries.refresh}
          </Button>
          <Button variant="primary" onPress={onClose}>
            {common.value.close}
          </Button>
        </>
      }
    >
      <p class="webhook-address">{row.url}</p>
      {!value && !problem && <Skeleton rows={4} />}
      {!value && problem && <Failed problem={problem} onRetry={log.reload} />}
      {value?.length === 0 && (
        <EmptyState icon={inbox} title={deliveries.none} text={deliveries.noneText} />
      )}
      {value && value.length > 0 && (
        <ul class="webhook-log">
          {value.map((delivery) => (
            <Delivery key={delivery.id} delivery={delivery} replay={replay} />
          ))}
        </ul>
      )}
      {log.isMore.value && (
        <p>
          <Button onPress={log.loadMore}>{deliveries.older}</Button>
        </p>
      )}
    </Dialog>
  )
}

type DeliveryProps = {
  delivery: WebhookDeliveryView
  replay: (delivery: WebhookDeliveryView) => Promise<void>
}

function Delivery({ delivery, replay }: DeliveryProps) {
  const { deliveries } = connectionTexts.value
  const { event, session, sequence, state, attempts, answered, error, createdAt } = delivery
  const facts = [
    formatDateAndTime(createdAt),
    attempts > 0 && deliveries.attempts(attempts),
    answered !== null && error === null && deliveries.answered(answered),
    error,
  ]
  return (
    <li data-state={state}>
      <div>
        <code>{event}</code>
        {session && (
          <>
            {' '}
            <a class="text-link" href={pages.session(session.number)}>
              #{session.number}
            </a>
            {sequence !== null && ` · ${sequence}`}
          </>
        )}
        <small>{facts.filter(Boolean).join(' · ')}</small>
      </div>
      <span class="webhook-state">{deliveries.states[state]}</span>
      {state === 'waiting' ? (
        <span />
      ) : (
        <Button size="small" label={deliveries.replayOf(event)} onPress={() => replay(delivery)}>
          {deliveries.replay}
        </Button>
      )}
    </li>
  )
}

/** What one answer holds; a shorter one is the last. */
const PAGE = 50

function useLog(endpoint: string) {
  const { api } = useConsole()
  const log = useMemo(() => {
    const loaded = signal<Loaded<readonly WebhookDeliveryView[]>>({})
    const isMore = signal(false)
    const load = async (before: number | undefined) => {
      const query = before === undefined ? '' : `?before=${before}`
      try {
        const { items } = await api.get<WebhookLog>(`${paths.webhookDeliveries(endpoint)}${query}`)
        const known = before === undefined ? [] : (loaded.peek().value ?? [])
        loaded.value = { value: [...known, ...items], at: Date.now() }
        isMore.value = items.length >= PAGE
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        loaded.value = { ...loaded.value, problem: error.problem }
      }
    }
    const loadMore = () => load(loaded.peek().value?.at(-1)?.createdAt)
    return { loaded, isMore, reload: () => load(undefined), loadMore }
  }, [endpoint])
  useEffect(() => void log.reload(), [log])
  return log
}
