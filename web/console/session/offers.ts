import type { EmployeeSessionView } from '../../../contract/views.ts'
import type { MenuItem } from '../../foundation/components/menu.tsx'
import {
  cancelled,
  check,
  devices,
  done,
  eraser,
  reload,
  user,
  users,
  video,
} from '../../foundation/icons.ts'
import { useConsole } from '../console.ts'
import { refusalSentence, type Offered } from './command-offers.ts'
import type { StatusCommand, StatusCommands } from './status-commands.ts'
import { texts } from './texts/texts.ts'

export type Offer = MenuItem
export type OfferName =
  | 'confirm'
  | 'startCall'
  | 'rejoinCall'
  | 'takeOver'
  | 'assign'
  | 'link'
  | 'close'
  | 'reopen'
  | 'cancel'
  | 'erase'

type Ways = {
  commands: StatusCommands
  /** Opens the dialog of a command that needs one. */
  ask: (what: 'cancel' | 'close' | 'assign' | 'link' | 'erase') => void
}

/** Everything that can be done with the session, with why not where it is not possible now. */
export function useOffers(
  session: EmployeeSessionView,
  { commands, ask }: Ways,
): Record<OfferName, Offer> {
  const { me } = useConsole()
  const why = (command: Offered) => refusalSentence(session, me, command)
  const give = (command: StatusCommand) => () => void commands.give(command)
  return {
    confirm: {
      label: texts.value.confirm,
      icon: check,
      refusal: why('confirm'),
      onPress: give('confirm'),
    },
    startCall: {
      label: texts.value.startCall,
      icon: video,
      refusal: why('startCall'),
      onPress: give('startCall'),
    },
    rejoinCall: {
      label: texts.value.rejoinCall,
      icon: video,
      onPress: give('rejoinCall'),
    },
    takeOver: {
      label: texts.value.takeOver,
      icon: user,
      refusal: why('takeOver'),
      onPress: give('takeOver'),
    },
    assign: {
      label: texts.value.assign,
      icon: users,
      // The rule's own sentence tells to take over, which is another thing.
      refusal: me.role === 'member' ? texts.value.onlyModeratorsAssign : why('assign'),
      onPress: () => ask('assign'),
    },
    link: { label: texts.value.codeUserLink, icon: devices, onPress: () => ask('link') },
    close: {
      label: texts.value.closeSession,
      icon: done,
      refusal: why('complete'),
      onPress: session.call ? () => ask('close') : give('complete'),
    },
    reopen: {
      label: texts.value.reopen,
      icon: reload,
      refusal: why('reopen'),
      onPress: give('reopen'),
    },
    ...dangerous(why, ask),
  }
}

type Why = (command: Offered) => string | undefined

/** What a question comes before. */
function dangerous(why: Why, ask: Ways['ask']): Record<'cancel' | 'erase', Offer> {
  return {
    cancel: {
      label: texts.value.cancelSession,
      icon: cancelled,
      isDangerous: true,
      refusal: why('cancel'),
      onPress: () => ask('cancel'),
    },
    erase: {
      label: texts.value.eraseData,
      icon: eraser,
      isDangerous: true,
      refusal: why('erase'),
      onPress: () => ask('erase'),
    },
  }
}
