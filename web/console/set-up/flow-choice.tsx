import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { FlowRow, TemplateRow } from '../../../contract/set-up-views.ts'
import { ComboBox } from '../../foundation/components/field.tsx'
import { language } from '../../foundation/language.ts'
import { useList } from './list.ts'
import { texts } from './texts/texts.ts'

/** In the language of the page, else in the one there is. */
export function wording(title: { en?: string; de?: string }): string {
  return title[language.value] ?? title.en ?? title.de ?? ''
}

type TemplateProps = { value: string; onChange: (id: string) => void; error?: string | undefined }

export function TemplateChoice({ value, onChange, error }: TemplateProps) {
  const { loaded } = useList<TemplateRow>(paths.templates)
  const all = loaded.value.value ?? []
  return (
    <ComboBox
      label={texts.value.template}
      value={value}
      error={error}
      choices={[
        { value: '', label: texts.value.chooseTemplate },
        ...all.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={onChange}
    />
  )
}

type FlowProps = {
  value: string
  templateId: string | undefined
  onChange: (id: string) => void
  error?: string | undefined
}

/** First the template, then one of its flows. */
export function FlowChoice({ value, templateId, onChange, error }: FlowProps) {
  const chosen = useSignal(templateId ?? '')
  const change = (id: string) => {
    chosen.value = id
    onChange('')
  }
  return (
    <>
      <TemplateChoice value={chosen.value} onChange={change} />
      {chosen.value && (
        <Flows key={chosen.value} of={chosen.value} {...{ value, onChange, error }} />
      )}
    </>
  )
}

function Flows({ of, value, onChange, error }: Omit<FlowProps, 'templateId'> & { of: string }) {
  const { loaded } = useList<FlowRow>(`${paths.requestFlows}?template=${of}`)
  const all = loaded.value.value ?? []
  return (
    <ComboBox
      label={texts.value.flow}
      value={value}
      error={error}
      choices={[
        { value: '', label: texts.value.chooseFlow },
        ...all.map(({ id, title }) => ({ value: id, label: wording(title) })),
      ]}
      onChange={onChange}
    />
  )
}
