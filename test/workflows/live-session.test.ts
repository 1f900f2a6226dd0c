import t from 'tap'
import { Refused } from '../../workflows/refused.ts'
import {
  ANNA,
  ERIK,
  makeConfirmed,
  makeLive,
  MARTA,
  OPERATIONS,
  SessionOnPaper,
  TOMAS,
} from './session-on-paper.ts'

/** The refusal that a command meets, or undefined. */
async function refusalOf(command: Promise<unknown>) {
  try {
    await command
  } catch (error) {
    if (error instanceof Refused) return error.refusal
    throw error
  }
  return undefined
}

t.test('R1: a request is REQUESTED, an employee creates CONFIRMED', async (t) => {
  const requested = new SessionOnPaper()
  const { status, rev, number, participantId } = await requested.do('create', TOMAS)
  t.same(
    { status, rev, number, participantId },
    { status: 'requested', rev: 1, number: 1042, participantId: 'tomas' },
  )
  const created = new SessionOnPaper()
  await created.do('create', ERIK, { status: 'confirmed', responsible: 'erik', participants: [] })
  t.equal(created.state.status, 'confirmed')
})

t.test('R5: all recipients are told of a request', async (t) => {
  const paper = new SessionOnPaper()
  await paper.do('create', TOMAS)
  t.same(paper.done, ['notify requested: erik, anna'])
  t.same(paper.story, ['created', 'recipients_told'])
})

t.test('confirming makes responsible and tells everybody else', async (t) => {
  const paper = await makeConfirmed()
  t.equal(paper.state.responsible, 'erik')
  t.ok(paper.done.includes('notify confirmed: anna, code user'))
  const late = await refusalOf(paper.do('confirm', ANNA))
  t.same(late, { code: 'already_confirmed', responsible: 'erik' })
})

t.test('a command repeated gives its first result and changes nothing', async (t) => {
  const paper = new SessionOnPaper()
  await paper.do('create', TOMAS)
  const input = { commandId: 'same', bodyHash: 'body', requestId: 'first', actor: ERIK }
  const first = await paper.session.execute('confirm', input)
  const again = await paper.session.execute('confirm', {
    ...input,
    bodyHash: 'other',
    requestId: 'second',
  })
  t.equal(again.rev, first.rev)
  t.equal(again.bodyHash, 'body', 'the body of the first execution tells that the key was reused')
  t.equal(paper.changes.length, 2)
})

t.test('two at the same instant: one wins, the other reads who', async (t) => {
  const paper = new SessionOnPaper()
  await paper.do('create', TOMAS)
  const [erik, anna] = await Promise.allSettled([
    paper.do('confirm', ERIK),
    paper.do('confirm', ANNA),
  ])
  t.equal(erik?.status, 'fulfilled')
  t.equal(anna?.status, 'rejected')
  t.equal(paper.state.responsible, 'erik')
})

t.test('R8: a call sets IN PROGRESS, its end sets DONE', async (t) => {
  const paper = await makeLive()
  t.equal(paper.state.status, 'in_progress')
  await paper.do('endCall', ERIK)
  t.equal(paper.state.status, 'done')
  t.same(paper.story.slice(-2), [
    'call_ended: employee_hangup',
    'status_changed: call_end_closes_session',
  ])
  t.equal(paper.done.at(-1), 'finishCall 1')
})

t.test('R9: cancelling in a call ends the call', async (t) => {
  const paper = await makeLive()
  await paper.do('cancel', ERIK, { textId: 'text-1' })
  t.equal(paper.state.status, 'cancelled')
  t.equal(paper.state.call, null)
  t.same(paper.changes.at(-1)?.textIds, ['text-1'])
  t.equal(paper.changes.at(-1)?.endedCall?.reason, 'cancelled_by_employee')
  t.ok(paper.done.includes('notify cancelled: anna, code user'))
})

t.test('operations cancel by the same rule', async (t) => {
  const paper = await makeLive()
  await paper.do('cancel', OPERATIONS)
  t.equal(paper.state.status, 'cancelled')
  t.same(paper.story.slice(-2), [
    'call_ended: cancelled_by_employee',
    'cancelled: asked_by_operations',
  ])
})

t.test('R20: an employee reopens and they call again', async (t) => {
  const paper = await makeLive()
  await paper.do('endCall', TOMAS)
  t.same(await refusalOf(paper.do('reopen', TOMAS)), { code: 'not_responsible' })
  await paper.do('reopen', ERIK)
  t.equal(paper.state.status, 'confirmed')
  const { call } = await paper.do('startCall', ERIK)
  t.equal(call, 2)
  await paper.do('acceptCall', TOMAS, { call: 2 })
  t.equal(paper.state.call?.phase, 'live')
})

t.test('the first browser is admitted, the second waits for Admit', async (t) => {
  const paper = new SessionOnPaper()
  await paper.do('create', ERIK, { status: 'confirmed', responsible: 'erik', participants: [] })
  await paper.do(
    'claim',
    { ...TOMAS, relation: 'device' },
    { participantId: 'tomas', via: 'claim' },
  )
  await paper.do('claim', MARTA, { participantId: 'marta', via: 'claim' })
  t.same(
    paper.state.participants.map(({ id, state }) => `${id} ${state}`),
    ['tomas admitted', 'marta pending'],
  )
  t.same(await refusalOf(paper.do('startCall', MARTA)), { code: 'not_participant' })
  await paper.do('admit', TOMAS, { participantId: 'marta' })
  t.equal(paper.state.participants[1]?.state, 'admitted')
})

t.test('who was let in lets nobody in; lives from before the rule are replayed', async (t) => {
  const paper = await makeConfirmed()
  const petra = { kind: 'code_user', id: 'petra', relation: 'participant' } as const
  await paper.do('claim', petra, { participantId: 'petra', via: 'join_link' })
  await paper.do('claim', MARTA, { participantId: 'marta', via: 'claim' })
  const admit = () => paper.do('admit', petra, { participantId: 'marta' })
  t.same(await refusalOf(admit()), { code: 'not_first' })
  paper.lacks.add('first-participant-admits')
  await admit()
  t.equal(paper.state.participants.at(-1)?.state, 'admitted', 'as it was done then')
})

t.test('a join link admits at once, also when the session is over', async (t) => {
  const paper = await makeConfirmed()
  await paper.do('complete', ERIK)
  t.same(await refusalOf(paper.do('claim', MARTA, { participantId: 'marta', via: 'claim' })), {
    code: 'status_not_allowed',
    from: 'done',
  })
  await paper.do('claim', MARTA, { participantId: 'marta', via: 'join_link' })
  t.equal(paper.state.participants.at(-1)?.state, 'admitted')
})

t.test('a commit that fails changes nothing and closes the room it opened', async (t) => {
  const paper = await makeConfirmed()
  const before = paper.state
  paper.failing.add('commitSession')
  t.same(await refusalOf(paper.do('startCall', TOMAS)), { code: 'commit_failed' })
  await paper.settle()
  t.equal(paper.state, before)
  t.same(paper.done.slice(-2), ['openRoom 1', 'finishCall 1'])
})

t.test('a gateway away refuses START and leaves the session as it was', async (t) => {
  const paper = await makeConfirmed()
  paper.failing.add('openRoom')
  t.same(await refusalOf(paper.do('startCall', TOMAS)), { code: 'gateway_unavailable' })
  t.equal(paper.state.status, 'confirmed')
})

t.test('a row that is ahead is adopted and the command refused', async (t) => {
  const paper = await makeConfirmed()
  const ahead = { ...paper.state, rev: 7, status: 'done' as const }
  paper.conflictsWith = ahead
  t.same(await refusalOf(paper.do('takeOver', ANNA)), { code: 'try_again' })
  t.equal(paper.state.rev, 7)
  t.equal(paper.state.status, 'done')
})

t.test('R21: tickets are linked and unlinked in any status', async (t) => {
  const paper = await makeConfirmed()
  const ticket = { system: 'helpdesk', key: 'SRV-2288', textId: 'text-2' }
  await paper.do('linkTicket', ERIK, { ticket })
  await paper.do('linkTicket', ERIK, { ticket })
  t.same(paper.state.ticketLinks, [ticket])
  await paper.do('complete', ERIK)
  await paper.do('unlinkTicket', ERIK, { ticket })
  t.same(paper.state.ticketLinks, [])
  t.same(await refusalOf(paper.do('unlinkTicket', ERIK, { ticket })), { code: 'not_found' })
})

t.test('a moderator assigns, a member takes over', async (t) => {
  const paper = await makeConfirmed()
  const mona = { kind: 'employee', id: 'mona', role: 'moderator', relation: 'overseer' } as const
  await paper.do('assign', mona, { employeeId: 'olaf' })
  t.equal(paper.state.responsible, 'olaf')
  t.same(paper.state.recipients.at(-1), { id: 'olaf', because: { rule: 'assigned' } })
  await paper.do('takeOver', ANNA)
  t.equal(paper.state.responsible, 'anna')
  t.equal(paper.done.at(-1), 'notify taken: olaf')
})

t.test('a finished session is put away after its grace, an unfinished one never', async (t) => {
  const paper = await makeLive()
  t.notOk(paper.session.isQuiet)
  await paper.do('endCall', ERIK)
  t.ok(paper.session.isQuiet)
  t.equal(paper.session.nextWakeUp(), paper.now + 600_000)
})

t.test('a notification that nobody could send is a line in the history', async (t) => {
  const paper = new SessionOnPaper()
  paper.failing.add('notify')
  await paper.do('create', TOMAS)
  t.equal(paper.story.at(-1), 'notification_failed')
})
