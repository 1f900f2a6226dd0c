import t from 'tap'
import { parseTicket } from '../../web/console/ticket.ts'

t.test('a key is a ticket of a system that nobody named', async (t) => {
  t.same(parseTicket(' SRV-2288 '), { system: 'manual', key: 'SRV-2288' })
})

t.test('an address gives its system and, at its end, the key', async (t) => {
  t.same(parseTicket('https://helpdesk.nordhafen.example/tickets/SRV-2288/?tab=1'), {
    system: 'helpdesk.nordhafen.example',
    key: 'SRV-2288',
    url: 'https://helpdesk.nordhafen.example/tickets/SRV-2288/?tab=1',
  })
  t.match(parseTicket('https://helpdesk.nordhafen.example'), { key: 'helpdesk.nordhafen.example' })
})

t.test('what the api would refuse is not made of it', async (t) => {
  t.equal(parseTicket('   '), undefined)
  t.match(parseTicket('javascript:alert(1)'), { system: 'manual', url: undefined })
  t.equal(parseTicket('K'.repeat(500))?.key.length, 120)
  t.match(parseTicket('http://[2001:db8::1]/T-1')?.system, /^[A-Za-z0-9._-]+$/)
})
