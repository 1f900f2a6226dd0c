import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { WebhookEndpointView } from '../../../contract/webhooks.ts'
import { WEBHOOK_EVENTS } from '../../../domain/webhook-events.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import type { MenuItem } from '../../foundation/components/menu.tsx'
import { showToast } from '../../foundation/components/toast.tsx'
import { formatShortly } from '../../foundation/formatting.ts'
import {
  bell,
  clock,
  external,
  inbox,
  lock,
  pencil,
  reload,
  trash,
} from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { doAtOnce } from './at-once.ts'
import { FormDialog, useForm } from './form.tsx'
import { useList } from './list.ts'
import { SecretDialog } from './secret-dialog.tsx'
import { Question, SetUpPage, SetUpRow } from './set-up-page.tsx'
import { connectionTexts, texts } from './texts/texts.ts'
import { WebhookDialog } from './webhook-dialog.tsx'
import { WebhookLogDialog } from './webhook-log.tsx'

type Row = WebhookEndpointView
type Open =
  | { what: 'edit'; row: Row | null }
  | { what: 'log' | 'rotate' | 'remove'; row: Row }
  | { what: 'shown'; secret: string }

/** Where the organisation's own systems hear of sessions. */
export function Webhooks() {
  const list = useList<Row>(paths.webhookEndpoints)
  const open = useSignal<Open | null>(null)
  const { webhooks } = connectionTexts.value
  return (
    <>
      <SetUpPage
        title={webhooks.title}
        text={webhooks.text}
        icon={external}
        list={list}
        add={{ label: webhooks.add, onPress: () => (open.value = { what: 'edit', row: null }) }}
        empty={{ title: webhooks.none, text: webhooks.noneText }}
        row={(row) => (
          <Endpoint row={row} show={(next) => (open.value = next)} onDone={list.reload} />
        )}
      />
      {open.value && (
        <Opened open={open.value} show={(next) => (open.value = next)} onDone={list.reload} />
      )}
    </>
  )
}

type Showing = { show: (open: Open | null) => void; onDone: () => Promise<void> }

function Opened({ open, show, onDone }: Showing & { open: Open }) {
  const { api } = useConsole()
  const { webhooks } = connectionTexts.value
  const onClose = () => show(null)
  const onMade = async ({ secret }: Row) => {
    await onDone()
    show(secret === undefined ? null : { what: 'shown', secret })
  }
  switch (open.what) {
    case 'edit':
      return <WebhookDialog row={open.row} onClose={onClose} onDone={onMade} />
    case 'log':
      return <WebhookLogDialog row={open.row} onClose={onClose} />
    case 'rotate':
      return <SecretQuestion row={open.row} onClose={onClose} onMade={onMade} />
    case 'remove':
      return (
        <Question
          title={webhooks.removeTitle}
          text={webhooks.removeText}
          action={webhooks.remove}
          onClose={onClose}
          act={async (key) => {
            await api.delete(paths.webhookEndpoint(open.row.id), { key })
            await onDone()
          }}
        />
      )
    case 'shown':
      return (
        <SecretDialog
          title={webhooks.made}
          text={webhooks.madeText}
          label={webhooks.secret}
          secret={open.secret}
          onClose={onClose}
        />
      )
  }
}

type QuestionProps = { row: Row; onClose: () => void; onMade: (row: Row) => Promise<void> }

function SecretQuestion({ row, onClose, onMade }: QuestionProps) {
  const { api } = useConsole()
  const form = useForm({}, async (key) =>
    onMade(await api.post<Row>(paths.webhookSecret(row.id), { key })),
  )
  const { webhooks } = connectionTexts.value
  return (
    <FormDialog title={webhooks.rotateTitle} form={form} onClose={onClose} action={webhooks.rotate}>
      <p>{webhooks.rotateText}</p>
    </FormDialog>
  )
}

function Endpoint({ row, show, onDone }: Showing & { row: Row }) {
  const { webhooks } = connectionTexts.value
  const { url, events, isActive, disabledBecause, waiting, resumeAt, previousSecretUntil } = row
  const isAll = events.length === WEBHOOK_EVENTS.length
  const now = Date.now()
  const more = [
    isAll ? webhooks.allOf : webhooks.countOf(events.length),
    waiting > 0 && webhooks.waiting(waiting),
    previousSecretUntil !== null &&
      previousSecretUntil > now &&
      webhooks.twoSecrets(formatShortly(previousSecretUntil)),
    disabledBecause && webhooks.because(disabledBecause),
  ]
  return (
    <SetUpRow
      name={url}
      more={more.filter(Boolean).join(' · ')}
      isFaded={!isActive}
      items={useEndpointItems(row, { show, onDone })}
    >
      {!isActive && <Tag>{webhooks.paused}</Tag>}
      {isActive && resumeAt !== null && <Tag>{webhooks.resting(formatShortly(resumeAt))}</Tag>}
    </SetUpRow>
  )
}

function useEndpointItems(row: Row, { show, onDone }: Showing): MenuItem[] {
  const { api } = useConsole()
  const { webhooks } = connectionTexts.value
  const { id, isActive } = row
  const test = () =>
    doAtOnce(async () => {
      await api.post(paths.webhookTest(id))
      showToast(webhooks.testSent)
    })
  const turn = () =>
    doAtOnce(async () => {
      await api.put(paths.webhookEndpoint(id), { body: { isActive: !isActive } })
      await onDone()
    })
  return [
    { label: texts.value.edit, icon: pencil, onPress: () => show({ what: 'edit', row }) },
    { label: webhooks.log, icon: inbox, onPress: () => show({ what: 'log', row }) },
    ...(isActive ? [{ label: webhooks.test, icon: bell, onPress: test }] : []),
    { label: webhooks.rotate, icon: lock, onPress: () => show({ what: 'rotate', row }) },
    isActive
      ? { label: webhooks.pause, icon: clock, onPress: turn }
      : { label: webhooks.resume, icon: reload, onPress: turn },
    {
      label: webhooks.remove,
      icon: trash,
      isDangerous: true,
      onPress: () => show({ what: 'remove', row }),
    },
  ]
}
