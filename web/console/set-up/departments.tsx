import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { DepartmentRow } from '../../../contract/set-up-views.ts'
import { TextBox } from '../../foundation/components/field.tsx'
import { pencil, users, x } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { FormDialog, useForm } from './form.tsx'
import { useList } from './list.ts'
import { Question, SetUpPage, SetUpRow } from './set-up-page.tsx'
import { texts } from './texts/texts.ts'

type Open = { what: 'edit' | 'delete'; row: DepartmentRow | null }

export function Departments() {
  const { api } = useConsole()
  const list = useList<DepartmentRow>(paths.departments)
  const open = useSignal<Open | null>(null)
  const close = () => (open.value = null)
  const { departments } = texts.value
  const shown = open.value
  return (
    <>
      <SetUpPage
        title={departments.title}
        text={departments.text}
        icon={users}
        list={list}
        add={{ label: departments.add, onPress: () => (open.value = { what: 'edit', row: null }) }}
        empty={{ title: departments.none, text: departments.noneText }}
        row={(row) => (
          <SetUpRow
            name={row.name}
            more={departments.counts(row.employees, row.devices)}
            items={[
              {
                label: texts.value.rename,
                icon: pencil,
                onPress: () => (open.value = { what: 'edit', row }),
              },
              {
                label: texts.value.delete,
                icon: x,
                isDangerous: true,
                onPress: () => (open.value = { what: 'delete', row }),
              },
            ]}
          />
        )}
      />
      {shown?.what === 'edit' && (
        <DepartmentDialog row={shown.row} onClose={close} onDone={list.reload} />
      )}
      {shown?.what === 'delete' && shown.row && (
        <Question
          title={departments.deleteTitle(shown.row.name)}
          text={departments.deleteText}
          action={texts.value.delete}
          onClose={close}
          act={async (key) => {
            await api.delete(paths.department(shown.row?.id ?? ''), { key })
            await list.reload()
          }}
        />
      )}
    </>
  )
}

type Props = { row: DepartmentRow | null; onClose: () => void; onDone: () => Promise<void> }

function DepartmentDialog({ row, onClose, onDone }: Props) {
  const { api } = useConsole()
  const form = useForm({ name: row?.name ?? '' }, async (key, body) => {
    if (row) await api.put(paths.department(row.id), { key, body })
    else await api.post(paths.departments, { key, body })
    await onDone()
    onClose()
  })
  return (
    <FormDialog
      title={row ? texts.value.departments.edit : texts.value.departments.add}
      form={form}
      onClose={onClose}
    >
      <TextBox
        label={texts.value.name}
        value={form.value.value.name}
        onInput={(name) => form.set({ name })}
        error={form.errorAt('/name')}
        maxLength={120}
        autocomplete="off"
        hasFirstFocus
      />
    </FormDialog>
  )
}
