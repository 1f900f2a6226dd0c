import t from 'tap'
import type { ConsentEvidence } from '../../contract/answers.ts'
import { paths } from '../../contract/paths.ts'
import { addConsentTexts } from '../../db/consents.ts'
import { requested, viewOf } from './cast.ts'
import { makeService } from './service.ts'

const service = makeService(t)

t.test('a decision is proved with the words that were decided about', async (t) => {
  const all = await service
  const { session, phone } = await requested(all)
  const { db, templateId } = all.town
  await addConsentTexts(db, { templateId, version: 2, texts: { en: 'Other words.' } })
  const anna = await all.browser().signIn('Anna')
  const path = paths.consentEvidence(session.id)
  t.match(viewOf<ConsentEvidence>(await anna.get(path)), {
    session: { id: session.id, number: session.number },
    requesterName: 'Tom',
    decisions: [
      {
        ...{ call: null, decision: 'given', textVersion: 1, language: 'en' },
        text: 'We record to learn.',
      },
    ],
  })
  const paul = await all.browser().signIn('Paul')
  t.equal((await paul.get(path)).statusCode, 404, 'another department')
  t.equal((await phone.get(path)).statusCode, 404, 'a code user')
})
