import { useSignal } from '@preact/signals'
import { paths } from '../../../contract/paths.ts'
import type { ArtefactView, EmployeeSessionView } from '../../../contract/views.ts'
import { Button } from '../../foundation/components/button.tsx'
import { CommandDialog } from '../../foundation/components/command-dialog.tsx'
import { useCommand } from '../../foundation/command.ts'
import { trash } from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { texts } from './texts/texts.ts'

type Props = { artefact: ArtefactView; title: string; session: EmployeeSessionView }

/** For administrators; what is gone already has nothing to delete. */
export function DeleteArtefact({ artefact, title, session }: Props) {
  const { api, me, sessions } = useConsole()
  const isAsking = useSignal(false)
  const close = () => (isAsking.value = false)
  const command = useCommand(async (key) => {
    await api.delete(paths.artefact(artefact.id), { key })
    await sessions.reload(String(session.number))
    close()
  })
  if (me.role !== 'administrator' || artefact.state === 'deleted') return null
  const isRecording = artefact.kind === 'recording'
  const { deleteRecording, deleteScreenshot, deleteTitle, deleteText, keep } = texts.value
  const label = isRecording ? deleteRecording : deleteScreenshot
  return (
    <>
      <Button variant="danger" icon={trash} onPress={() => (isAsking.value = true)}>
        {label}
      </Button>
      {isAsking.value && (
        <CommandDialog
          title={deleteTitle(title)}
          onClose={close}
          command={command}
          keep={keep}
          action={{ label, isDangerous: true, onPress: command.press }}
        >
          <p>{deleteText}</p>
        </CommandDialog>
      )}
    </>
  )
}
