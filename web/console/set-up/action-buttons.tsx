import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { ActionButtonRow } from '../../../contract/set-up-views.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { copy, pencil, sparkles, x } from '../../foundation/icons.ts'
import { showToast } from '../../foundation/components/toast.tsx'
import { useConsole } from '../console.ts'
import { FlowChoice, wording } from './flow-choice.tsx'
import { FormDialog, useForm } from './form.tsx'
import { useList } from './list.ts'
import { Question, SetUpPage, SetUpRow } from './set-up-page.tsx'
import { texts } from './texts/texts.ts'

type Open = { what: 'edit' | 'delete'; row: ActionButtonRow | null }

export function ActionButtons() {
  const { api } = useConsole()
  const list = useList<ActionButtonRow>(paths.actionButtons)
  const open = useSignal<Open | null>(null)
  const close = () => (open.value = null)
  const { buttons } = texts.value
  const shown = open.value
  return (
    <>
      <SetUpPage
        title={buttons.title}
        text={buttons.text}
        icon={sparkles}
        list={list}
        add={{ label: buttons.add, onPress: () => (open.value = { what: 'edit', row: null }) }}
        empty={{ title: buttons.none, text: buttons.noneText }}
        row={(row) => <ActionButton row={row} show={(next) => (open.value = next)} />}
      />
      {shown?.what === 'edit' && (
        <ButtonDialog row={shown.row} onClose={close} onDone={list.reload} />
      )}
      {shown?.what === 'delete' && shown.row && (
        <Question
          title={buttons.deleteTitle(shown.row.title)}
          text={buttons.deleteText}
          action={texts.value.delete}
          onClose={close}
          act={async (key) => {
            await api.delete(paths.actionButton(shown.row?.id ?? ''), { key })
            await list.reload()
          }}
        />
      )}
    </>
  )
}

function ActionButton({ row, show }: { row: ActionButtonRow; show: (open: Open) => void }) {
  const { buttons } = texts.value
  const { id, title, flow, template } = row
  const copyId = async () => {
    await navigator.clipboard.writeText(id).then(
      () => showToast(texts.value.copied),
      () => showToast(id, { kind: 'failed' }),
    )
  }
  const more = flow && template ? `${wording(flow.title)}, ${template.name}` : undefined
  return (
    <SetUpRow
      name={title}
      more={more}
      items={[
        { label: buttons.copyId, icon: copy, onPress: copyId },
        { label: texts.value.edit, icon: pencil, onPress: () => show({ what: 'edit', row }) },
        {
          label: texts.value.delete,
          icon: x,
          isDangerous: true,
          onPress: () => show({ what: 'delete', row }),
        },
      ]}
    >
      {!flow && <Tag>{buttons.leadsNowhere}</Tag>}
    </SetUpRow>
  )
}

type Props = { row: ActionButtonRow | null; onClose: () => void; onDone: () => Promise<void> }

function ButtonDialog({ row, onClose, onDone }: Props) {
  const { api } = useConsole()
  const initial = { title: row?.title ?? '', flowId: row?.flow?.id ?? '' }
  const form = useForm(initial, async (key, body) => {
    if (row) await api.put(paths.actionButton(row.id), { key, body })
    else await api.post(paths.actionButtons, { key, body })
    await onDone()
    onClose()
  })
  const { buttons } = texts.value
  return (
    <FormDialog title={row ? buttons.edit : buttons.add} form={form} onClose={onClose}>
      <TextBox
        label={buttons.label}
        value={form.value.value.title}
        onInput={(title) => form.set({ title })}
        error={form.errorAt('/title')}
        maxLength={120}
        autocomplete="off"
        hasFirstFocus
      />
      <FlowChoice
        value={form.value.value.flowId}
        templateId={row?.template?.id}
        error={form.errorAt('/flowId')}
        onChange={(flowId) => form.set({ flowId })}
      />
    </FormDialog>
  )
}
