import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { TemplateRow } from '../../../contract/set-up-views.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import { pencil, settings } from '../../foundation/icons.ts'
import { useList } from './list.ts'
import { SetUpPage, SetUpRow } from './set-up-page.tsx'
import { TemplateDialog } from './template-dialog.tsx'
import { texts } from './texts/texts.ts'

export function Templates() {
  const list = useList<TemplateRow>(paths.templates)
  const open = useSignal<{ row: TemplateRow | null } | null>(null)
  const { templates } = texts.value
  return (
    <>
      <SetUpPage
        title={templates.title}
        text={templates.text}
        icon={settings}
        list={list}
        add={{ label: templates.add, onPress: () => (open.value = { row: null }) }}
        empty={{ title: templates.none, text: templates.noneText }}
        row={(row) => (
          <SetUpRow
            name={row.name}
            more={row.department?.name ?? templates.noDepartment}
            items={[
              { label: texts.value.edit, icon: pencil, onPress: () => (open.value = { row }) },
            ]}
          >
            {!row.requestsAllowed && <Tag>{templates.requestsOff}</Tag>}
            <Tag>{row.recordingAllowed ? templates.recordingOn : templates.recordingOff}</Tag>
            <span>{templates.consentVersion(row.consent.version)}</span>
          </SetUpRow>
        )}
      />
      {open.value && (
        <TemplateDialog
          row={open.value.row}
          onClose={() => (open.value = null)}
          onDone={list.reload}
        />
      )}
    </>
  )
}
