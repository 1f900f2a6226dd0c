import { paths } from '../../../contract/paths.ts'
import type { WebhookEndpointView } from '../../../contract/webhooks.ts'
import { WEBHOOK_EVENTS, type WebhookEvent } from '../../../domain/webhook-events.ts'
import { Checkbox, RadioGroup } from '../../foundation/components/choice.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { useConsole } from '../console.ts'
import { FormDialog, useForm } from './form.tsx'
import { connectionTexts } from './texts/texts.ts'
import './webhooks.css'

type Props = {
  row: WebhookEndpointView | null
  onClose: () => void
  onDone: (endpoint: WebhookEndpointView) => Promise<void>
}
type Value = { url: string; isAll: boolean; events: readonly WebhookEvent[] }

export function WebhookDialog({ row, onClose, onDone }: Props) {
  const { api } = useConsole()
  const form = useForm(valueOf(row), async (key, { url, isAll, events }) => {
    const body = { url: url.trim(), events: isAll ? WEBHOOK_EVENTS : events }
    const change = { key, body }
    const endpoint = row
      ? await api.put<WebhookEndpointView>(paths.webhookEndpoint(row.id), change)
      : await api.post<WebhookEndpointView>(paths.webhookEndpoints, change)
    await onDone(endpoint)
  })
  const { webhooks } = connectionTexts.value
  const { url, isAll, events } = form.value.value
  const put = (event: WebhookEvent, isOn: boolean) => {
    const wanted = (each: WebhookEvent) => (each === event ? isOn : events.includes(each))
    form.set({ events: WEBHOOK_EVENTS.filter(wanted) })
  }
  const wrongEvents = form.errorAt('/events')
  return (
    <FormDialog title={row ? webhooks.edit : webhooks.add} form={form} onClose={onClose}>
      <TextBox
        label={webhooks.url}
        hint={webhooks.urlHint}
        value={url}
        onInput={(url) => form.set({ url })}
        error={form.errorAt('/url')}
        maxLength={2000}
        autocomplete="off"
        hasFirstFocus
      />
      <RadioGroup
        label={webhooks.events}
        value={isAll ? 'all' : 'chosen'}
        choices={[
          { value: 'all', label: webhooks.allEvents },
          { value: 'chosen', label: webhooks.chosenEvents },
        ]}
        onChange={(value) => form.set({ isAll: value === 'all' })}
        error={wrongEvents}
      />
      {!isAll && (
        <div class="webhook-events" role="group" aria-label={webhooks.chosenEvents}>
          {WEBHOOK_EVENTS.map((event) => (
            <Checkbox
              key={event}
              label={event}
              isOn={events.includes(event)}
              onChange={(isOn) => put(event, isOn)}
            />
          ))}
        </div>
      )}
    </FormDialog>
  )
}

function valueOf(row: WebhookEndpointView | null): Value {
  const events = row?.events ?? []
  return {
    url: row?.url ?? 'https://',
    isAll: row === null || events.length === WEBHOOK_EVENTS.length,
    events,
  }
}
