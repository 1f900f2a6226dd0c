import t from 'tap'
import { hrefOf, matchPath } from '../../web/foundation/router.ts'

t.test('a path is matched part by part', async (t) => {
  t.same(matchPath('/sessions/:number', '/sessions/1042'), { number: '1042' })
  t.same(matchPath('/c/:code/request/:flow/:step', '/c/KP-220/request/f1/reason'), {
    code: 'KP-220',
    flow: 'f1',
    step: 'reason',
  })
  t.equal(matchPath('/sessions/:number', '/sessions'), undefined)
  t.equal(matchPath('/sessions/:number', '/sessions/'), undefined, 'an empty part is none')
  t.equal(matchPath('/sessions/:number', '/sessions/1042/history'), undefined)
  t.equal(matchPath('/sessions/:number', '/devices/1042'), undefined)
})

t.test('parts are decoded, and a broken one is left as it is', async (t) => {
  t.same(matchPath('/c/:code', '/c/M%C3%BChle%201'), { code: 'Mühle 1' })
  t.same(matchPath('/c/:code', '/c/100%'), { code: '100%' })
})

t.test('an address without parameters has no question mark', async (t) => {
  t.equal(hrefOf('/sessions', new URLSearchParams()), '/sessions')
  t.equal(
    hrefOf('/sessions', new URLSearchParams({ q: 'seal & pump' })),
    '/sessions?q=seal+%26+pump',
  )
})
