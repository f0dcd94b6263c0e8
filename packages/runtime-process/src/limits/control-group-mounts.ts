/**
 * Where control groups of our own may be made on this machine.
 *
 * @see cgroups(7); Linux kernel documentation, "Control Group v2", "Delegation"
 * @see proc_pid_mountinfo(5): fields after " - " are type, source and super options
 */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';

export type Controller = 'cpu' | 'memory';

export interface ControlGroupBase {
  readonly version: 1 | 2;
  /** Existing directory below which groups may be made. */
  readonly directory: string;
}

export interface ControlGroupMounts {
  /** Used to find every process of an instance; limits nothing. */
  readonly tracking?: ControlGroupBase;
  readonly cpu?: ControlGroupBase;
  readonly memory?: ControlGroupBase;
}

interface Mount {
  readonly version: 1 | 2;
  readonly path: string;
  /** Version 1 only: `cpu`, `memory`, `pids`, … */
  readonly controllers: readonly string[];
}

/** Looks the machine over; what is missing from the answer may not be used by this user. */
export function findControlGroupMounts(
  mountInfo = readFileSync('/proc/self/mountinfo', 'utf8'),
  ownGroups = readFileSync('/proc/self/cgroup', 'utf8'),
): ControlGroupMounts {
  const bases = parseMounts(mountInfo).flatMap((mount) => {
    const directory = writableBase(mount, ownPath(mount, ownGroups));
    return directory === undefined ? [] : [{ mount, base: { version: mount.version, directory } }];
  });
  const unified = bases.find(({ mount }) => mount.version === 2)?.base;
  const pick = (controller: string): ControlGroupBase | undefined =>
    bases.find(({ mount }) => mount.controllers.includes(controller))?.base;
  const limiting = (controller: Controller): ControlGroupBase | undefined =>
    unified !== undefined && offers(unified.directory, controller) ? unified : pick(controller);
  const tracking = unified ?? pick('pids') ?? pick('freezer');
  const cpu = limiting('cpu');
  const memory = limiting('memory');
  return { ...(tracking && { tracking }), ...(cpu && { cpu }), ...(memory && { memory }) };
}

/** Control group mounts of a mountinfo text. */
export function parseMounts(mountInfo: string): Mount[] {
  return mountInfo.split('\n').flatMap((line): Mount[] => {
    const [place = '', kind = ''] = line.split(' - ');
    const [type, , options = ''] = kind.split(' ');
    const path = place.split(' ')[4] ?? '';
    if (type === 'cgroup2') return [{ version: 2, path, controllers: [] }];
    return type === 'cgroup' ? [{ version: 1, path, controllers: options.split(',') }] : [];
  });
}

function ownPath(mount: Mount, ownGroups: string): string {
  for (const line of ownGroups.split('\n')) {
    const [, controllers = '', ...path] = line.split(':');
    const names = controllers.split(',');
    if (mount.version === 2 ? controllers === '' : names.some((name) => mount.controllers.includes(name)))
      return path.join(':');
  }
  return '/';
}

function writableBase(mount: Mount, ownGroup: string): string | undefined {
  // Inside a container the own path may be that of the host, which is not below the mount.
  const candidates = [`${mount.path}${ownGroup === '/' ? '' : ownGroup}`, mount.path];
  return candidates.find((directory) => existsSync(directory) && mayMakeGroups(directory));
}

function mayMakeGroups(directory: string): boolean {
  try {
    // Moving a process into a new group needs the right to write the list of the common ancestor as well.
    accessSync(directory, constants.W_OK);
    accessSync(`${directory}/cgroup.procs`, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function offers(directory: string, controller: Controller): boolean {
  return readFileSync(`${directory}/cgroup.controllers`, 'utf8').trim().split(' ').includes(controller);
}
