import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { EmployeeSessionView } from '../../../contract/views.ts'
import { CommandDialog } from '../../foundation/components/command-dialog.tsx'
import { useCommand } from '../../foundation/command.ts'
import { Checkbox } from '../../foundation/components/choice.tsx'
import { labelName } from '../../foundation/label-name.ts'
import { useConsole } from '../console.ts'
import { useLabels } from '../people-and-devices.ts'
import { texts } from './texts/texts.ts'

type Props = { session: EmployeeSessionView; onClose: () => void }

/** All labels at once: what is ticked is what the session carries afterwards. */
export function LabelsDialog({ session, onClose }: Props) {
  const { api, sessions } = useConsole()
  const all = useLabels()
  const chosen = useSignal(session.labels.map(({ id }) => id))
  const save = useCommand(async (key, labelIds: string[]) => {
    const path = paths.sessionLabels(session.id)
    sessions.put(await api.put<EmployeeSessionView>(path, { key, body: { labelIds } }))
    onClose()
  })
  const put = (id: string, isOn: boolean) => {
    const others = chosen.value.filter((each) => each !== id)
    chosen.value = isOn ? [...others, id] : others
  }
  return (
    <CommandDialog
      title={texts.value.labelsTitle(session.number)}
      onClose={onClose}
      command={save}
      action={{ label: texts.value.save, onPress: () => save.press(chosen.value) }}
    >
      <p>{all.length > 0 ? texts.value.labelsText : texts.value.noLabelsAtAll}</p>
      <div class="label-choices" role="group" aria-label={texts.value.labels}>
        {all.map((label) => (
          <span class="label-choice" key={label.id}>
            <Checkbox
              label={label.isPublic ? texts.value.publicLabel(labelName(label)) : labelName(label)}
              isOn={chosen.value.includes(label.id)}
              onChange={(isOn) => put(label.id, isOn)}
            />
            <span class="label-dot" data-colour={label.colour} aria-hidden="true" />
          </span>
        ))}
      </div>
    </CommandDialog>
  )
}
