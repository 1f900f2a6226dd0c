import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { paths } from '../../../contract/paths.ts'
import type { FlowRow } from '../../../contract/set-up-views.ts'
import { EmptyState } from '../../foundation/components/states.tsx'
import { inbox, pencil, x } from '../../foundation/icons.ts'
import { changeQuery, place } from '../../foundation/router.ts'
import { useConsole } from '../console.ts'
import { TemplateChoice, wording } from './flow-choice.tsx'
import { FlowEditor } from './flow-editor.tsx'
import { useList } from './list.ts'
import { Question, SetUpPage, SetUpRow } from './set-up-page.tsx'
import { texts } from './texts/texts.ts'

/** `?template=` says whose flows are shown. */
export function RequestFlows() {
  const template = place.value.query.get('template') ?? ''
  const { flows } = texts.value
  const choice = (
    <div class="flow-template">
      <TemplateChoice
        value={template}
        onChange={(id) => changeQuery({ template: id || undefined })}
      />
    </div>
  )
  if (template) return <OfTemplate key={template} template={template} head={choice} />
  return (
    <section class="set-up" aria-label={flows.title}>
      <header class="set-up-head">
        <div>
          <h2>{flows.title}</h2>
          <p>{flows.text}</p>
        </div>
      </header>
      {choice}
      <div class="set-up-box">
        <EmptyState icon={inbox} title={texts.value.chooseTemplate} text={flows.chooseText} />
      </div>
    </section>
  )
}

type Open = { what: 'edit' | 'delete'; row: FlowRow | null }

function OfTemplate({ template, head }: { template: string; head: ComponentChildren }) {
  const { api } = useConsole()
  const list = useList<FlowRow>(`${paths.requestFlows}?template=${template}`)
  const open = useSignal<Open | null>(null)
  const close = () => (open.value = null)
  const { flows } = texts.value
  const shown = open.value
  if (shown?.what === 'edit') {
    const position = list.loaded.value.value?.length ?? 0
    return (
      <FlowEditor
        {...{ template, position }}
        row={shown.row}
        onClose={close}
        onDone={list.reload}
      />
    )
  }
  return (
    <>
      <SetUpPage
        title={flows.title}
        text={flows.text}
        icon={inbox}
        list={list}
        head={head}
        add={{ label: flows.add, onPress: () => (open.value = { what: 'edit', row: null }) }}
        empty={{ title: flows.none, text: flows.noneText }}
        row={(row) => <Flow row={row} show={(next) => (open.value = next)} />}
      />
      {shown?.what === 'delete' && shown.row && (
        <Question
          title={flows.deleteTitle(wording(shown.row.title))}
          text={flows.deleteText}
          action={texts.value.delete}
          onClose={close}
          act={async (key) => {
            await api.delete(paths.requestFlow(shown.row?.id ?? ''), { key })
            await list.reload()
          }}
        />
      )}
    </>
  )
}

function Flow({ row, show }: { row: FlowRow; show: (open: Open) => void }) {
  const { flows } = texts.value
  const steps = row.steps.map(({ kind, title }) => (title ? wording(title) : flows.kinds[kind]))
  return (
    <SetUpRow
      name={wording(row.title)}
      more={steps.join(' → ')}
      items={[
        { label: texts.value.edit, icon: pencil, onPress: () => show({ what: 'edit', row }) },
        {
          label: texts.value.delete,
          icon: x,
          isDangerous: true,
          onPress: () => show({ what: 'delete', row }),
        },
      ]}
    >
      <span>{flows.version(row.version)}</span>
    </SetUpRow>
  )
}
