import t from 'tap'
import { listTicketLinks } from '../../db/ticket-links.ts'
import { CREDENTIAL, startSignedTicketSystem } from '../support/signed-ticket-system.ts'
import { makeDeliveryStage, until } from './delivery-stage.ts'
import { callIn, connectTickets, isWritten, sessionOf } from './ticket-sessions.ts'

t.test('R32: a ticket system behind signed messages is told each comment once', async (t) => {
  const [stage, own] = await Promise.all([makeDeliveryStage(t), startSignedTicketSystem(t)])
  const comments = () => own.heard.filter(({ type }) => type === 'ticket.comment')
  own.isForgotten = ({ type }) => type === 'ticket.comment' && comments().length === 1
  await connectTickets(stage, { kind: 'signed_webhook', url: own.url, credential: CREDENTIAL })
  const session = await sessionOf(stage, 'HD-7')
  const { sessionId } = session
  await until(() => isWritten(stage, sessionId, 1), 'the link is written')
  const [first, again, ...others] = comments()
  t.match(first?.data, {
    ...{ key: 'HD-7', isPublic: true },
    text: /#1 for Press 7 Café.*https:\/\/lotse\.example\/j#[\w-]{43}\n/s,
  })
  t.same(again, { ...again, id: first?.id, data: first?.data }, 'asked again, it tells by the id')
  t.same(others, [])
  const state = async () => (await listTicketLinks(stage.world.db, sessionId))[0]?.state
  await until(async () => (await state()) === 'open', 'the state of the ticket')

  await callIn(stage, session)
  await until(() => isWritten(stage, sessionId, 2), 'the comment is written')
  const [, , comment, ...more] = comments()
  t.match(comment?.data, {
    ...{ key: 'HD-7', isPublic: false },
    text: /Call 1 .*#1.*15:49 min.*Anna, Tomáš.*\/sessions\/1/s,
  })
  t.not(comment?.id, first?.id)
  t.same(more, [])
})
