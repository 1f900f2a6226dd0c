import type { EmployeeRow } from '../../../contract/answers.ts'
import { paths } from '../../../contract/paths.ts'
import type { DepartmentRow, InvitationView } from '../../../contract/set-up-views.ts'
import { ROLES } from '../../../domain/actor.ts'
import { Switch } from '../../foundation/components/choice.tsx'
import { ComboBox, TextBox } from '../../foundation/components/field.tsx'
import { useConsole } from '../console.ts'
import { FormDialog, useForm } from './form.tsx'
import { useList } from './list.ts'
import { texts } from './texts/texts.ts'

type Props = {
  row: EmployeeRow | null
  onClose: () => void
  onInvited: (invitation: InvitationView) => void
  onDone: () => Promise<void>
}

export function EmployeeDialog({ row, onClose, onInvited, onDone }: Props) {
  const { api } = useConsole()
  const form = useForm(valuesOf(row), async (key, { isActive, ...person }) => {
    const departmentId = person.departmentId || null
    if (row) {
      await api.put(paths.employee(row.id), { key, body: { ...person, departmentId, isActive } })
      onClose()
    } else {
      const body = { ...person, departmentId }
      onInvited(await api.post<InvitationView>(paths.employees, { key, body }))
    }
    await onDone()
  })
  const { employees, roles, roleTexts } = texts.value
  const { name, email, role, isActive } = form.value.value
  return (
    <FormDialog
      title={row ? employees.edit : employees.add}
      form={form}
      onClose={onClose}
      {...(row ? {} : { action: employees.invite })}
    >
      <TextBox
        label={texts.value.name}
        value={name}
        onInput={(name) => form.set({ name })}
        error={form.errorAt('/name')}
        maxLength={120}
        autocomplete="off"
        hasFirstFocus
      />
      <TextBox
        label={employees.email}
        type="email"
        value={email}
        onInput={(email) => form.set({ email })}
        error={form.errorAt('/email')}
        maxLength={320}
        autocomplete="off"
      />
      <ComboBox
        label={employees.role}
        value={role}
        hint={roleTexts[role]}
        error={form.errorAt('/role')}
        choices={ROLES.map((each) => ({ value: each, label: roles[each] }))}
        onChange={(value) => form.set({ role: ROLES.find((each) => each === value) ?? 'member' })}
      />
      <DepartmentChoice form={form} none={employees.allDepartments} />
      {row && (
        <Switch
          label={employees.active}
          states={texts.value.states}
          isOn={isActive}
          onChange={(isActive) => form.set({ isActive })}
        />
      )}
    </FormDialog>
  )
}

type Choosing = {
  form: {
    value: { value: { departmentId: string } }
    set: (change: { departmentId: string }) => void
    errorAt: (pointer: string) => string | undefined
  }
  /** What having none means here. */
  none: string
}

export function DepartmentChoice({ form, none }: Choosing) {
  const { loaded } = useList<DepartmentRow>(paths.departments)
  const all = loaded.value.value ?? []
  return (
    <ComboBox
      label={texts.value.department}
      value={form.value.value.departmentId}
      error={form.errorAt('/departmentId')}
      choices={[
        { value: '', label: none },
        ...all.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(departmentId) => form.set({ departmentId })}
    />
  )
}

function valuesOf(row: EmployeeRow | null) {
  return {
    name: row?.name ?? '',
    email: row?.email ?? '',
    role: row?.role ?? ('member' as const),
    departmentId: row?.department?.id ?? '',
    isActive: row?.isActive ?? true,
  }
}
