import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { optional } from '../../support/optional-program.ts';

export const proc = optional(
  '/proc',
  existsSync('/proc/self/net/tcp') ? '/proc' : undefined,
  'run it on Linux',
);

/**
 * The addresses at which a process of this machine and its children listen for TCP connections, as the kernel writes
 * them: `0100007F` is 127.0.0.1.
 */
export function listeningAddresses(pid: number): string[] {
  const sockets = new Set([pid, ...childrenOf(pid)].flatMap(socketsOf));
  return ['tcp', 'tcp6'].flatMap((protocol) =>
    readFileSync(`${proc.path()}/${pid}/net/${protocol}`, 'utf8')
      .split('\n')
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode = '']) => state === '0A' && sockets.has(inode))
      .map(([, local = '']) => local.split(':')[0] ?? ''),
  );
}

function childrenOf(pid: number): number[] {
  return unlessGone(() => readdirSync(`/proc/${pid}/task`))
    .flatMap((task) =>
      unlessGone(() => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ')),
    )
    .filter((id) => id !== '')
    .map(Number);
}

/** The inodes of a process's open sockets. */
function socketsOf(pid: number): string[] {
  return unlessGone(() => readdirSync(`/proc/${pid}/fd`)).flatMap((fd) =>
    unlessGone(() => /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? []),
  );
}

/** Threads, children and sockets come and go while they are counted. */
function unlessGone<T>(read: () => T | T[]): T[] {
  try {
    return [read()].flat() as T[];
  } catch {
    return [];
  }
}
