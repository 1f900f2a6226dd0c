import type { DeviceRow } from '../../../contract/answers.ts'
import { paths } from '../../../contract/paths.ts'
import { Switch } from '../../foundation/components/choice.tsx'
import { TextBox } from '../../foundation/components/field.tsx'
import { useConsole } from '../console.ts'
import { DepartmentChoice } from '../set-up/employee-dialog.tsx'
import { TemplateChoice } from '../set-up/flow-choice.tsx'
import { FormDialog, useForm, type Form } from '../set-up/form.tsx'
import { texts } from './texts/texts.ts'

type Props = { device: DeviceRow | null; onClose: () => void; onDone: () => Promise<void> }

export function DeviceDialog({ device, onClose, onDone }: Props) {
  const { api } = useConsole()
  const form = useForm(valuesOf(device), async (key, { isActive, ...values }) => {
    const body = {
      ...values,
      departmentId: values.departmentId || null,
      serial: values.serial.trim() || null,
      location: values.location.trim() || null,
    }
    if (device) await api.put(paths.device(device.id), { key, body: { ...body, isActive } })
    else await api.post(paths.devices, { key, body })
    await onDone()
    onClose()
  })
  const { label, templateId, isActive } = form.value.value
  const words = texts.value
  return (
    <FormDialog title={device ? words.editDevice : words.addDevice} form={form} onClose={onClose}>
      <TextBox
        label={words.label}
        hint={words.labelHint}
        value={label}
        onInput={(label) => form.set({ label })}
        error={form.errorAt('/label')}
        maxLength={120}
        autocomplete="off"
        hasFirstFocus
      />
      <TemplateChoice
        value={templateId}
        error={form.errorAt('/templateId')}
        onChange={(templateId) => form.set({ templateId })}
      />
      <DepartmentChoice form={form} none={words.departmentOfTemplate} />
      <Marks form={form} />
      {device && (
        <Switch
          label={words.inService}
          states={words.states}
          isOn={isActive}
          onChange={(isActive) => form.set({ isActive })}
        />
      )}
    </FormDialog>
  )
}

function Marks({ form }: { form: Form<ReturnType<typeof valuesOf>> }) {
  const { serial, location } = form.value.value
  return (
    <div class="set-up-pair">
      <TextBox
        label={texts.value.serial}
        optional="quiet"
        value={serial}
        onInput={(serial) => form.set({ serial })}
        error={form.errorAt('/serial')}
        maxLength={200}
        autocomplete="off"
      />
      <TextBox
        label={texts.value.location}
        optional="quiet"
        value={location}
        onInput={(location) => form.set({ location })}
        error={form.errorAt('/location')}
        maxLength={200}
        autocomplete="off"
      />
    </div>
  )
}

function valuesOf(device: DeviceRow | null) {
  return {
    label: device?.label ?? '',
    serial: device?.serial ?? '',
    location: device?.location ?? '',
    templateId: device?.template.id ?? '',
    departmentId: device?.ownDepartmentId ?? '',
    isActive: device?.isActive ?? true,
  }
}
