import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { TicketCheck, TicketSystemView } from '../../../contract/ticket-systems.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import { showToast } from '../../foundation/components/toast.tsx'
import { formatShortly } from '../../foundation/formatting.ts'
import { cancelled, check, pencil, reload, ticket } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { doAtOnce } from './at-once.ts'
import { useList } from './list.ts'
import { SecretDialog } from './secret-dialog.tsx'
import { SetUpPage, SetUpRow } from './set-up-page.tsx'
import { connectionTexts, texts } from './texts/texts.ts'
import { TicketSystemDialog } from './ticket-system-dialog.tsx'

type Row = TicketSystemView
type Open = { what: 'edit'; row: Row | null } | { what: 'shown'; url: string; secret: string }

/** Where the organisation keeps its tickets. */
export function TicketSystems() {
  const list = useList<Row>(paths.ticketSystems)
  const open = useSignal<Open | null>(null)
  const close = () => (open.value = null)
  const { tickets } = connectionTexts.value
  const shown = open.value
  const done = async ({ eventsUrl, inboundSecret }: Row) => {
    await list.reload()
    const isNew = inboundSecret !== undefined
    open.value = isNew ? { what: 'shown', url: eventsUrl, secret: inboundSecret } : null
  }
  return (
    <>
      <SetUpPage
        title={tickets.title}
        text={tickets.text}
        icon={ticket}
        list={list}
        add={{ label: tickets.add, onPress: () => (open.value = { what: 'edit', row: null }) }}
        empty={{ title: tickets.none, text: tickets.noneText }}
        row={(row) => (
          <System
            row={row}
            onEdit={() => (open.value = { what: 'edit', row })}
            onDone={list.reload}
          />
        )}
      />
      {shown?.what === 'edit' && (
        <TicketSystemDialog row={shown.row} onClose={close} onDone={done} />
      )}
      {shown?.what === 'shown' && (
        <SecretDialog
          title={tickets.made}
          text={tickets.madeText(shown.url)}
          label={tickets.secret}
          secret={shown.secret}
          onClose={close}
        />
      )}
    </>
  )
}

type SystemProps = { row: Row; onEdit: () => void; onDone: () => Promise<void> }

function System({ row, onEdit, onDone }: SystemProps) {
  const { tickets } = connectionTexts.value
  const { name, kind, url, isActive, waiting, resumeAt } = row
  const more = [tickets.kinds[kind], url, waiting > 0 && tickets.waiting(waiting)]
  return (
    <SetUpRow
      name={name}
      more={more.filter(Boolean).join(' · ')}
      isFaded={!isActive}
      items={useSystemItems({ row, onEdit, onDone })}
    >
      {!isActive && <Tag>{tickets.off}</Tag>}
      {isActive && resumeAt !== null && <Tag>{tickets.resting(formatShortly(resumeAt))}</Tag>}
    </SetUpRow>
  )
}

function useSystemItems({ row: { id, name, isActive }, onEdit, onDone }: SystemProps) {
  const { api } = useConsole()
  const { tickets } = connectionTexts.value
  const ask = () =>
    doAtOnce(async () => {
      const { failure } = await api.post<TicketCheck>(paths.ticketCheck(id))
      if (failure === null) showToast(tickets.reached(name))
      else showToast(tickets.notReached(name, failure), { kind: 'failed' })
    })
  const turn = () =>
    doAtOnce(async () => {
      await api.put(paths.ticketSystem(id), { body: { isActive: !isActive } })
      await onDone()
    })
  return [
    { label: texts.value.edit, icon: pencil, onPress: onEdit },
    ...(isActive ? [{ label: tickets.check, icon: check, onPress: ask }] : []),
    isActive
      ? { label: tickets.switchOff, icon: cancelled, isDangerous: true, onPress: turn }
      : { label: tickets.switchOn, icon: reload, onPress: turn },
  ]
}
