import t from 'tap'
import {
  findJoinLinkNumber,
  findSessionByJoinHash,
  issueJoinLink,
  nextJoinLinkNumber,
  revokeJoinLinks,
} from '../../db/join-links.ts'
import { findParticipant } from '../../db/participants.ts'
import { after, commitNewSession, commitNext, makeWorld } from './world.ts'

const DAY = 86_400_000

t.test('a join link opens its session until a newer one is issued', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one')
  t.equal(await nextJoinLinkNumber(world.db, sessionId), 1)
  t.equal(await issueJoinLink(world.db, { sessionId, number: 1, hash: 'first' }), true)
  t.equal(await issueJoinLink(world.db, { sessionId, number: 1, hash: 'first' }), false)
  t.match(await findSessionByJoinHash(world.database, 'first'), { sessionId, number: 1 })
  await issueJoinLink(world.db, { sessionId, number: 2, hash: 'second' })
  t.equal(await findSessionByJoinHash(world.database, 'first'), undefined)
  t.match(await findSessionByJoinHash(world.database, 'second'), {
    organisationId: world.organisationId,
    sessionId,
  })
  t.equal(await findJoinLinkNumber(world.db, sessionId), 2)
})

t.test('revoking ends the newest link without bringing back an older one', async (t) => {
  const world = await makeWorld(t)
  const { sessionId } = await commitNewSession(world, 'one')
  for (const number of [1, 2]) {
    await issueJoinLink(world.db, { sessionId, number, hash: `link ${number}` })
  }
  await revokeJoinLinks(world.db, sessionId)
  t.equal(await findSessionByJoinHash(world.database, 'link 1'), undefined)
  t.equal(await findSessionByJoinHash(world.database, 'link 2'), undefined)
  t.equal(await findJoinLinkNumber(world.db, sessionId), undefined)
  t.equal(await nextJoinLinkNumber(world.db, sessionId), 3)
})

t.test('a link lasts seven days after its session is over', async (t) => {
  const world = await makeWorld(t)
  const created = await commitNewSession(world, 'one')
  const { sessionId } = created
  await issueJoinLink(world.db, { sessionId, number: 1, hash: 'link' })
  const overSince = (days: number) =>
    ({ status: 'done', statusSince: Date.now() - days * DAY }) as const
  const recent = await commitNext(world.db, after(created, overSince(6)))
  t.ok(await findSessionByJoinHash(world.database, 'link'))
  const old = await commitNext(world.db, after(recent, overSince(8)))
  t.equal(await findSessionByJoinHash(world.database, 'link'), undefined)
  await commitNext(world.db, after(old, { status: 'confirmed' }))
  t.ok(await findSessionByJoinHash(world.database, 'link'), 'reopened')
})

t.test('a participant is found with its organisation', async (t) => {
  const world = await makeWorld(t)
  const { participants, sessionId } = await commitNewSession(world, 'one')
  const found = await findParticipant(world.database, participants[0]?.id ?? '')
  t.match(found, { organisationId: world.organisationId, sessionId, state: 'admitted' })
  t.equal(found?.admittedAt instanceof Date, true)
})
