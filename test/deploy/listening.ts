import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * The addresses at which a process of this machine and its children listen for TCP connections, as the kernel writes
 * them (`0100007F` is 127.0.0.1); undefined where there is no /proc.
 */
export function listeningAddresses(pid: number): string[] | undefined {
  try {
    const sockets = new Set([pid, ...childrenOf(pid)].flatMap(socketsOf));
    return ['tcp', 'tcp6'].flatMap((protocol) =>
      readFileSync(`/proc/${pid}/net/${protocol}`, 'utf8')
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , state, , , , , , inode = '']) => state === '0A' && sockets.has(inode))
        .map(([, local = '']) => local.split(':')[0] ?? ''),
    );
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
    .filter((id) => id !== '')
    .map(Number);
}

/** The inodes of a process's open sockets. */
function socketsOf(pid: number): string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}
