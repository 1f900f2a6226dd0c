import t from 'tap'
import { END_REASONS, isMissedCall, statusAfter } from '../../domain/call-ending.ts'
import { REFUSAL_CODES } from '../../domain/refusal.ts'
import { LANGUAGES, refusalText } from '../../domain/refusal-texts.ts'
import { parseStatus, STATUSES } from '../../domain/status.ts'

t.test('every refusal code has its own sentence in every language', async (t) => {
  for (const language of LANGUAGES) {
    const sentences = REFUSAL_CODES.map((code) => refusalText(code, language))
    t.ok(
      sentences.every((sentence) => /^[A-ZÄÖÜ].*\.$/.test(sentence)),
      `${language}: sentences`,
    )
    t.equal(new Set(sentences).size, REFUSAL_CODES.length, `${language}: no two alike`)
  }
})

t.test('R6: CLOSED is read as DONE and never written', async (t) => {
  t.equal(parseStatus('closed'), 'done')
  t.equal(parseStatus('done'), 'done')
  t.equal(parseStatus('open'), undefined)
  t.notOk(STATUSES.some((status) => (status as string) === 'closed'))
})

t.test('every end of a call has its status afterwards', async (t) => {
  const after = (status: string) => END_REASONS.filter((reason) => statusAfter(reason) === status)
  t.same(after('done').sort(), [
    'code_user_hangup',
    'code_user_network_lost',
    'completed_by_employee',
    'employee_hangup',
    'employee_network_lost',
    'max_duration',
  ])
  t.same(after('confirmed').sort(), [
    'both_network_lost',
    'caller_hangup',
    'declined',
    'gateway_lost',
    'nobody_joined',
    'ring_timeout',
  ])
  t.same(after('cancelled'), ['cancelled_by_employee'])
  t.same(END_REASONS.filter(isMissedCall), ['ring_timeout', 'caller_hangup'])
})
