import { useSignal } from '@preact/signals'
import type { EmployeeSessionView, MeView } from '../../../contract/views.ts'
import { Button } from '../../foundation/components/button.tsx'
import { Menu } from '../../foundation/components/menu.tsx'
import { Refusal } from '../../foundation/components/note.tsx'
import { useConsole } from '../console.ts'
import { SessionLinkDialog } from '../sessions/session-link.tsx'
import { canRelieve, isInCall } from './command-offers.ts'
import { useOffers, type Offer, type OfferName } from './offers.ts'
import { AssignDialog, CancelDialog, CloseDialog, EraseDialog } from './session-dialogs.tsx'
import { texts } from './texts/texts.ts'
import { useStatusCommands } from './status-commands.ts'
import './session-actions.css'

type Props = { session: EmployeeSessionView }
export type Asked = 'cancel' | 'close' | 'assign' | 'link' | 'erase'

/** The one primary action for the status and the reader, and the rest in a menu. */
export function SessionActions({ session }: Props) {
  const { me } = useConsole()
  const asked = useSignal<Asked | null>(null)
  const commands = useStatusCommands(session)
  const offers = useOffers(session, { commands, ask: (what) => (asked.value = what) })
  const { primary, beside, menu } = arrange(session, me)
  const { problem } = commands
  return (
    <>
      <div class="session-actions">
        {problem && (
          <div class="session-refused">
            <Refusal problem={problem}>
              {problem.code === 'already_confirmed' && beside === 'takeOver'
                ? texts.value.youCanTakeOver
                : undefined}
            </Refusal>
          </div>
        )}
        <div class="session-buttons">
          <Primary offer={offers[primary]} isBusy={commands.isBusy} />
          {beside && (
            <Button size="large" icon={offers[beside].icon} onPress={offers[beside].onPress}>
              {offers[beside].label}
            </Button>
          )}
        </div>
        {primary === 'confirm' && <Consequence session={session} />}
      </div>
      <Menu label={texts.value.actions} items={menu.map((name) => offers[name])} />
      <Question asked={asked.value} session={session} onClose={() => (asked.value = null)} />
    </>
  )
}

function Primary({ offer, isBusy }: { offer: Offer; isBusy: boolean }) {
  const { icon, refusal, onPress, label } = offer
  return (
    <Button
      variant="primary"
      size="large"
      icon={icon}
      isBusy={isBusy}
      refusal={refusal}
      onPress={onPress}
    >
      {label}
    </Button>
  )
}

/** What a press would do, where it is not plain; shown at the thumb, where there is room. */
function Consequence({ session: { requesterName } }: Props) {
  const { confirmHint, confirmHintFor } = texts.value
  return (
    <small class="session-consequence">
      {requesterName ? confirmHintFor(requesterName) : confirmHint}
    </small>
  )
}

type Arrangement = { primary: OfferName; beside?: OfferName; menu: readonly OfferName[] }

function arrange(session: EmployeeSessionView, me: MeView): Arrangement {
  switch (session.status) {
    case 'requested':
      return { primary: 'confirm', menu: ['startCall', 'assign', 'link', 'cancel'] }
    case 'confirmed':
    case 'in_progress': {
      const menu = ['assign', 'link', 'close', 'cancel'] as const
      if (isInCall(session, me)) return { primary: 'rejoinCall', menu }
      return canRelieve(session, me)
        ? { primary: 'startCall', beside: 'takeOver', menu }
        : { primary: 'startCall', menu }
    }
    case 'done':
      return { primary: 'reopen', menu: ['link', 'cancel', ...forAdministrators(me)] }
    case 'cancelled':
      return { primary: 'reopen', menu: ['link', ...forAdministrators(me)] }
  }
}

/** To others it does not exist. */
function forAdministrators(me: MeView): OfferName[] {
  return me.role === 'administrator' ? ['erase'] : []
}

type QuestionProps = Props & { asked: Asked | null; onClose: () => void }

function Question({ asked, session, onClose }: QuestionProps) {
  switch (asked) {
    case 'cancel':
      return <CancelDialog session={session} onClose={onClose} />
    case 'close':
      return <CloseDialog session={session} onClose={onClose} />
    case 'assign':
      return <AssignDialog session={session} onClose={onClose} />
    case 'link':
      return <SessionLinkDialog session={session} onClose={onClose} />
    case 'erase':
      return <EraseDialog session={session} onClose={onClose} />
    case null:
      return null
  }
}
