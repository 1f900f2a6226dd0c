import { useSignal } from '@preact/signals'
import type { EmployeeRow } from '../../../contract/answers.ts'
import { paths } from '../../../contract/paths.ts'
import type { InvitationView } from '../../../contract/set-up-views.ts'
import { Tag } from '../../foundation/components/badge.tsx'
import { mail, pencil, users } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { EmployeeDialog } from './employee-dialog.tsx'
import { useList } from './list.ts'
import { SecretDialog } from './secret-dialog.tsx'
import { Question, SetUpPage, SetUpRow } from './set-up-page.tsx'
import { texts } from './texts/texts.ts'

type Open =
  | { what: 'edit'; row: EmployeeRow | null }
  | { what: 'link'; row: EmployeeRow }
  | { what: 'issued'; invitation: InvitationView }

export function Employees() {
  const { api } = useConsole()
  const list = useList<EmployeeRow>(`${paths.employees}?inactive=true`)
  const open = useSignal<Open | null>(null)
  const close = () => (open.value = null)
  const show = (next: Open) => (open.value = next)
  const { employees } = texts.value
  const shown = open.value
  return (
    <>
      <SetUpPage
        title={employees.title}
        text={employees.text}
        icon={users}
        list={list}
        add={{ label: employees.add, onPress: () => show({ what: 'edit', row: null }) }}
        empty={{ title: employees.title, text: employees.text }}
        row={(row) => <Employee row={row} show={show} />}
      />
      {shown?.what === 'edit' && (
        <EmployeeDialog
          row={shown.row}
          onClose={close}
          onInvited={(invitation) => show({ what: 'issued', invitation })}
          onDone={list.reload}
        />
      )}
      {shown?.what === 'link' && (
        <Question
          title={employees.linkTitle(shown.row.name)}
          text={employees.linkText}
          action={employees.issueLink}
          onClose={close}
          act={async (key) => {
            const path = paths.employeeInvitation(shown.row.id)
            show({ what: 'issued', invitation: await api.post<InvitationView>(path, { key }) })
          }}
        />
      )}
      {shown?.what === 'issued' && (
        <SecretDialog
          title={employees.issued}
          text={employees.issuedText}
          label={employees.link}
          secret={shown.invitation.url}
          onClose={close}
        />
      )}
    </>
  )
}

function Employee({ row, show }: { row: EmployeeRow; show: (open: Open) => void }) {
  const { employees, roles } = texts.value
  const { name, email, role, department, isActive, hasAccess } = row
  const edit = { label: texts.value.edit, icon: pencil, onPress: () => show({ what: 'edit', row }) }
  const link = {
    label: hasAccess ? employees.resetPassword : employees.inviteAgain,
    icon: mail,
    onPress: () => show({ what: 'link', row }),
  }
  return (
    <SetUpRow name={name} more={email} isFaded={!isActive} items={isActive ? [edit, link] : [edit]}>
      {!isActive && <Tag>{employees.left}</Tag>}
      {isActive && !hasAccess && <Tag>{employees.invited}</Tag>}
      <Tag>{roles[role]}</Tag>
      <span>{department?.name ?? employees.allDepartments}</span>
    </SetUpRow>
  )
}
