import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { cachedTemporalCli, findOnPath, findTemporalCli, TEMPORAL_VERSION } from './programs.mjs'

const SILENCE_LIMIT_MS = 10_000
const GO_MODULE = `github.com/temporalio/cli/cmd/temporal@v${TEMPORAL_VERSION}`

/** Finds the Temporal command line program, or gets it into the user's cache folder. */
export async function ensureTemporalCli() {
  const found = findTemporalCli()
  if (found) return { found }
  if (process.env.LOTSE_TEMPORAL_CLI) {
    const missing = `LOTSE_TEMPORAL_CLI names no program: ${process.env.LOTSE_TEMPORAL_CLI}`
    return { missing, fix: 'unset LOTSE_TEMPORAL_CLI' }
  }
  const target = cachedTemporalCli()
  mkdirSync(path.dirname(target), { recursive: true })
  if ((await download(target)) || build(target)) return { found: target }
  return {
    missing: 'it could be neither downloaded nor built',
    fix: `install it from https://docs.temporal.io/cli, or Go and then: GOBIN=${path.dirname(target)} go install ${GO_MODULE}`,
  }
}

async function download(target) {
  console.log(`  Temporal CLI: downloading ${TEMPORAL_VERSION}`)
  const folder = mkdtempSync(`${target}-`)
  try {
    const archive = path.join(folder, 'archive.tar.gz')
    writeFileSync(archive, await fetchBytes(downloadUrl()))
    const result = spawnSync('tar', ['-xzf', archive, '-C', folder, 'temporal'])
    if (result.status !== 0) throw new Error(`tar failed: ${result.stderr}`)
    renameSync(path.join(folder, 'temporal'), target)
    return true
  } catch (error) {
    console.log(`  Temporal CLI: no download (${error.cause?.code ?? error.message})`)
    return false
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function downloadUrl() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const archive = `https://temporal.download/cli/archive/v${TEMPORAL_VERSION}`
  return `${archive}?platform=${platform}&arch=${arch}`
}

// The limit is on silence, not on the whole: a slow line may take its time.
async function fetchBytes(url) {
  const abort = new AbortController()
  const silent = () => abort.abort(new Error(`nothing heard for ${SILENCE_LIMIT_MS / 1_000} s`))
  let timer = setTimeout(silent, SILENCE_LIMIT_MS)
  try {
    const response = await fetch(url, { signal: abort.signal })
    if (!response.ok) throw new Error(`answer ${response.status}`)
    const chunks = []
    for await (const chunk of response.body) {
      chunks.push(chunk)
      clearTimeout(timer)
      timer = setTimeout(silent, SILENCE_LIMIT_MS)
    }
    return Buffer.concat(chunks)
  } finally {
    clearTimeout(timer)
  }
}

function build(target) {
  const go = findOnPath('go')
  if (!go) return false
  console.log('  Temporal CLI: building with Go (about 4 minutes, once)')
  const folder = mkdtempSync(`${target}-`)
  const env = { ...process.env, GOBIN: folder }
  const result = spawnSync(go, ['install', GO_MODULE], { stdio: 'inherit', env })
  const built = path.join(folder, 'temporal')
  const isBuilt = result.status === 0 && existsSync(built)
  if (isBuilt) renameSync(built, target)
  rmSync(folder, { recursive: true, force: true })
  return isBuilt
}
