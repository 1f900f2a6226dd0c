import { readFileSync } from 'node:fs'
import { createServer, get } from 'node:https'
import t from 'tap'
import { makeCertificate } from '../../../bin/start/certificate.ts'

t.test('a client that trusts the authority reaches the server', async (t) => {
  const folder = t.testdir()
  const first = await makeCertificate(folder, ['localhost', '127.0.0.1'])
  const authority = readFileSync(first.authority, 'utf8')
  const second = await makeCertificate(folder, ['localhost', '127.0.0.1'])
  t.equal(readFileSync(second.authority, 'utf8'), authority, 'the authority stays')

  const server = createServer(
    { cert: readFileSync(second.certificate), key: readFileSync(second.key) },
    (_request, response) => response.end('hello'),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0

  t.equal(await ask(`https://127.0.0.1:${port}`, { ca: authority }), 200)
  t.match(await ask(`https://127.0.0.1:${port}`, {}), /certificate/)
  const elsewhere = { ca: authority, servername: 'elsewhere.example' }
  t.match(await ask(`https://127.0.0.1:${port}`, elsewhere), /altnames/)
})

function ask(url: string, options: { ca?: string; servername?: string }) {
  return new Promise<number | string | undefined>((resolve) => {
    const request = get(url, { ...options, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    request.on('error', (error) => resolve(error.message))
  })
}
