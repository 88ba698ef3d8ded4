/**
 * Linux namespaces, which need no privileges: a process sees its folder as `/opt/ml`, is process 1, and has a network of its
 * own. They are entered by the programs of util-linux.
 *
 * @see https://man7.org/linux/man-pages/man7/user_namespaces.7.html
 */
import { runProcess } from './child-process';

const LOOPBACK_UP = 'ip link set lo up 2>/dev/null || ifconfig lo up';

/** A network without a way out, for as long as its standard input is open. It says when it is there. */
export const NETWORK_COMMAND = ['unshare', '--user', '--map-root-user', '--net', 'sh', '-c', `(${LOOPBACK_UP}) && echo ready && exec cat`];

/** Runs something in the network of a process. */
export const inNetworkOf = (pid: number) => ['nsenter', '--preserve-credentials', '--user', '--net', '--target', String(pid)];

const MOUNT = ['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/**
 * Puts a directory in the place of /opt/ml, whose input can only be read, and host names in the place of /etc/hosts.
 * What else is in /opt stays there: Python can be.
 */
const ENTER = `
  set -e
  optml=$1 hosts=$2 staging=$3
  shift 3
  if [ ! -d /opt/ml ]; then
    mount -t tmpfs tmpfs "$staging"
    for entry in /opt/*; do
      name=\${entry##*/}
      if [ -L "$entry" ]; then cp -P "$entry" "$staging/$name"
      elif [ -d "$entry" ]; then mkdir "$staging/$name" && mount --rbind "$entry" "$staging/$name"
      elif [ -e "$entry" ]; then : > "$staging/$name" && mount --bind "$entry" "$staging/$name"
      fi
    done
    mkdir "$staging/ml"
    mount --rbind "$staging" /opt
  fi
  mount --bind "$optml" /opt/ml
  if [ -d "$optml/input" ]; then
    mount --bind "$optml/input" /opt/ml/input
    # Flags that the file system has already cannot be taken from it.
    mount -o remount,bind,ro /opt/ml/input 2>/dev/null || mount -o remount,bind,ro,nosuid,nodev /opt/ml/input 2>/dev/null ||
      mount -o remount,bind,ro,nosuid,nodev,noexec /opt/ml/input
  fi
  mount --bind "$hosts" /etc/hosts
  exec "$@"`;

export interface Mounts {
  readonly optMl: string;
  /** The file in the place of /etc/hosts. */
  readonly hosts: string;
  /** An empty directory. */
  readonly staging: string;
}

/** Runs a program as process 1 of a container. */
export function inContainer({ optMl, hosts, staging }: Mounts, command: readonly string[]): string[] {
  return [...MOUNT, 'sh', '-c', ENTER, 'sh', optMl, hosts, staging, ...command];
}

/** Why there are no such namespaces on this machine. */
export async function problemOfNamespaces(): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    return 'there are namespaces on Linux alone';
  }
  const command = ['unshare', '--user', '--map-root-user', '--net', ...MOUNT, 'sh', '-c', `(${LOOPBACK_UP}) && mount -t tmpfs tmpfs /opt`];
  const result = await runProcess(command).catch((error: Error) => ({ status: 1, output: [{ text: error.message }] }));
  const enter = await runProcess(['nsenter', '--version']).catch((error: Error) => ({ status: 1, output: [{ text: error.message }] }));
  const failed = [result, enter].find(({ status }) => status !== 0);
  return failed && `the kernel allows no namespaces without privileges${failed.output.length > 0 ? ` (${failed.output[0].text})` : ''}`;
}
