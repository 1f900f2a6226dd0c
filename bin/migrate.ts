import { migrate } from '../db/migrate.ts'
import { loadConfig } from './config.ts'
import { runProgram } from './program.ts'

await runProgram(async () => {
  const { databaseUrl } = loadConfig(['databaseUrl'])
  const applied = await migrate(databaseUrl)
  for (const name of applied) console.log(`applied ${name}`)
  if (applied.length === 0) console.log('the database is current')
})
