import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { findOnPath } from '../../setup/programs.mjs'

export interface ServerProcess {
  readonly pid: number
  /** Resolves, with a phrase for people, once the process is gone for whatever reason. */
  readonly exited: Promise<string>
  /** Resolves when the process says so itself; only with a channel. */
  readonly ready: Promise<void>
  /** Sends the signal, and SIGKILL to whoever is still there after `limitMs`. */
  stop(signal?: NodeJS.Signals, limitMs?: number): Promise<void>
}

export interface ServerCommand {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly logFile: string
  /** What the kernel sends when the process that started this one dies without a farewell. */
  readonly orphanSignal?: 'TERM' | 'INT'
  readonly user?: UserIds | undefined
  /** A Node.js program that sends 'ready' to its parent. */
  readonly hasChannel?: boolean
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
}

export interface UserIds {
  readonly uid: number
  readonly gid: number
}

/** Starts a server in a process group of its own, so that Ctrl-C reaches only who stops it in order. */
export async function startServerProcess(server: ServerCommand): Promise<ServerProcess> {
  mkdirSync(path.dirname(server.logFile), { recursive: true })
  const log = openSync(server.logFile, 'a')
  const { command, args } = boundToParent(server)
  const child = spawn(command, args, {
    stdio: ['ignore', log, log, ...(server.hasChannel ? (['ipc'] as const) : [])],
    detached: true,
    ...server.user,
    ...(server.cwd === undefined ? {} : { cwd: server.cwd }),
    ...(server.env === undefined ? {} : { env: server.env }),
  })
  closeSync(log)
  const exited = exitOf(child)
  const ready = new Promise<void>((resolve) => {
    child.on('message', (message) => message === 'ready' && resolve())
  })
  if (child.pid === undefined) throw new Error(`${server.name} cannot be started: ${await exited}`)
  return {
    pid: child.pid,
    exited,
    ready,
    stop: (signal, limit) => stop(child, exited, { signal, limit }),
  }
}

/** Waits until `isReady` answers true; an exit or the time limit ends the wait with the log's last lines. */
export async function waitUntilReady(
  server: ServerProcess,
  { name, logFile, limitMs }: { name: string; logFile: string; limitMs: number },
  isReady: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + limitMs
  const gone = server.exited.then((reason) => `${name} ended while starting (${reason})`)
  while (Date.now() < deadline) {
    const outcome = await Promise.race([isReady(), gone])
    if (outcome === true) return
    if (outcome !== false) throw new Error(`${outcome}\n${await lastLines(logFile)}`)
    await wait(25)
  }
  await server.stop('SIGKILL')
  throw new Error(`${name} was not ready after ${limitMs} ms\n${await lastLines(logFile)}`)
}

export async function lastLines(file: string, count = 15): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return text.trimEnd().split('\n').slice(-count).join('\n')
}

// A supervisor that is killed with -9 cannot stop anything; setpriv lets the kernel do it (Linux only).
function boundToParent(server: ServerCommand): { command: string; args: string[] } {
  const setpriv = process.platform === 'linux' ? findOnPath('setpriv') : undefined
  if (setpriv === undefined) return { command: server.command, args: [...server.args] }
  const signal = server.orphanSignal ?? 'TERM'
  return { command: setpriv, args: ['--pdeathsig', signal, '--', server.command, ...server.args] }
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
}

interface StopOptions {
  readonly signal: NodeJS.Signals | undefined
  readonly limit: number | undefined
}

async function stop(
  child: ChildProcess,
  exited: Promise<string>,
  { signal = 'SIGTERM', limit = 10_000 }: StopOptions,
): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  const timer = setTimeout(() => child.kill('SIGKILL'), limit)
  await exited
  clearTimeout(timer)
}
