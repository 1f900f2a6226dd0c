import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { LabelRow } from '../../../contract/set-up-views.ts'
import { LABEL_COLOURS } from '../../../domain/label.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import { RadioGroup, Switch } from '../../foundation/components/choice.tsx'
import { ComboBox, TextBox } from '../../foundation/components/field.tsx'
import { pencil, tag } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { FormDialog, useForm } from './form.tsx'
import { useList } from './list.ts'
import { SetUpPage, SetUpRow } from './set-up-page.tsx'
import { texts } from './texts/texts.ts'
import './labels.css'

export function Labels() {
  const list = useList<LabelRow>(`${paths.labels}?inactive=true`)
  const open = useSignal<{ row: LabelRow | null } | null>(null)
  const { labels } = texts.value
  return (
    <>
      <SetUpPage
        title={labels.title}
        text={labels.text}
        icon={tag}
        list={list}
        add={{ label: labels.add, onPress: () => (open.value = { row: null }) }}
        empty={{ title: labels.none, text: labels.noneText }}
        row={(row) => (
          <SetUpRow
            name={row.name}
            more={row.nameDe ? labels.inGerman(row.nameDe) : undefined}
            isFaded={!row.isActive}
            items={[
              { label: texts.value.edit, icon: pencil, onPress: () => (open.value = { row }) },
            ]}
          >
            <span class="label-colour" data-colour={row.colour} aria-hidden="true" />
            <span>{labels.colours[row.colour]}</span>
            <Tag>{row.isPublic ? labels.public : labels.internal}</Tag>
            {!row.isActive && <Tag>{texts.value.inactive}</Tag>}
          </SetUpRow>
        )}
      />
      {open.value && (
        <LabelDialog
          row={open.value.row}
          onClose={() => (open.value = null)}
          onDone={list.reload}
        />
      )}
    </>
  )
}

type Props = { row: LabelRow | null; onClose: () => void; onDone: () => Promise<void> }

function LabelDialog({ row, onClose, onDone }: Props) {
  const { api } = useConsole()
  const form = useForm(valuesOf(row), async (key, value) => {
    const body = { ...value, nameDe: value.nameDe.trim() || null }
    if (row) await api.put(paths.label(row.id), { key, body })
    else await api.post(paths.labels, { key, body })
    await onDone()
    onClose()
  })
  const { labels } = texts.value
  const { name, nameDe, colour, isPublic, isActive } = form.value.value
  return (
    <FormDialog title={row ? labels.edit : labels.add} form={form} onClose={onClose}>
      <TextBox
        label={labels.english}
        value={name}
        onInput={(name) => form.set({ name })}
        error={form.errorAt('/name')}
        maxLength={60}
        autocomplete="off"
        hasFirstFocus
      />
      <TextBox
        label={labels.german}
        optional="quiet"
        value={nameDe}
        onInput={(nameDe) => form.set({ nameDe })}
        error={form.errorAt('/nameDe')}
        maxLength={60}
        autocomplete="off"
      />
      <ComboBox
        label={labels.colour}
        value={colour}
        choices={LABEL_COLOURS.map((each) => ({ value: each, label: labels.colours[each] }))}
        onChange={(value) =>
          form.set({ colour: LABEL_COLOURS.find((each) => each === value) ?? 'grey' })
        }
      />
      <RadioGroup
        label={labels.shownTo}
        value={isPublic ? 'public' : 'internal'}
        choices={[
          { value: 'internal', label: labels.internalText },
          { value: 'public', label: labels.publicText },
        ]}
        onChange={(value) => form.set({ isPublic: value === 'public' })}
      />
      {row && (
        <Switch
          label={texts.value.active}
          states={texts.value.states}
          isOn={isActive}
          onChange={(isActive) => form.set({ isActive })}
        />
      )}
    </FormDialog>
  )
}

function valuesOf(row: LabelRow | null) {
  return {
    name: row?.name ?? '',
    nameDe: row?.nameDe ?? '',
    colour: row?.colour ?? ('grey' as const),
    isPublic: row?.isPublic ?? false,
    isActive: row?.isActive ?? true,
  }
}
