/** A small platform with all of its monitoring, and somebody who hears what people are told. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '@nines/testkit/ports';
import { testTool } from '@nines/testkit/tools';
import { AlertReceiver } from '../../bench/harness/alert-receiver.ts';
import type { ReceivedAlert } from '../../bench/harness/alert-receiver.ts';
import { server } from './services.ts';
import { TestPlatform, until } from './test-platform.ts';

/** Prometheus needs 15 s to be sure of a target, and some to tell. */
export const TOLD_TIMEOUT_MS = 60_000;

export interface Target {
  readonly labels: Readonly<Record<string, string>>;
  readonly health: string;
}

/** `ServiceDown web` */
export function nameOf({ labels }: Pick<ReceivedAlert, 'labels'>): string {
  return `${labels['alertname']} ${labels['service']}`;
}

/** `web` (2) depends on `back` (1); beside them a database. A service is sick while its file is there. */
export class WatchedPlatform {
  readonly platform: TestPlatform;
  /** Gets every alert. */
  readonly receiver: AlertReceiver;
  /** The far end of the dead man's switch. */
  readonly beats: AlertReceiver;
  readonly ports: Readonly<Record<'web' | 'back' | 'database', number>>;

  private constructor(
    platform: TestPlatform,
    receivers: readonly [AlertReceiver, AlertReceiver],
    ports: WatchedPlatform['ports'],
  ) {
    this.platform = platform;
    [this.receiver, this.beats] = receivers;
    this.ports = ports;
  }

  static async start(): Promise<WatchedPlatform> {
    await testTool('prometheus');
    const receiver = await AlertReceiver.start();
    const beats = await AlertReceiver.start();
    const [web = 0, back = 0, database = 0] = await freePorts(3);
    const platform = await TestPlatform.create({});
    const watched = new WatchedPlatform(platform, [receiver, beats], { web, back, database });
    await platform.write(
      {
        web: { ...server(web, 2, { 'sick-if': watched.sickness('web') }), dependsOn: ['back'] },
        back: { ...server(back, 1, { 'sick-if': watched.sickness('back') }), tier: 1 },
        database: { engine: 'postgres', port: database },
      },
      {
        monitoring: {},
        notify: {
          heartbeat: { url: beats.url, every: '1s' },
          webhooks: [{ name: 'test', url: receiver.url, receives: 'all' }],
        },
      },
    );
    await platform.up();
    return watched;
  }

  async remove(): Promise<void> {
    await this.platform.remove();
    this.receiver.stop();
    this.beats.stop();
  }

  /** The file that makes a service fail, also when it starts anew. */
  sickness(service: 'web' | 'back'): string {
    return join(this.platform.directory, `${service}-is-sick`);
  }

  async urlOf(workload: string): Promise<string> {
    const { url } = await this.platform.service(workload);
    if (url === null) throw new Error(`${workload} has no address`);
    return url;
  }

  async targets(): Promise<readonly Target[]> {
    const answer = await fetch(`${await this.urlOf('nines-prometheus')}/api/v1/targets?state=active`);
    return ((await answer.json()) as { data: { activeTargets: Target[] } }).data.activeTargets;
  }

  async everyTargetUp(): Promise<void> {
    await until(
      'every target is up',
      async () => {
        const found = await this.targets();
        return found.length >= 9 && found.every(({ health }) => health === 'up');
      },
      TOLD_TIMEOUT_MS,
    );
  }

  /** Pages only: tickets are no interruption. */
  pagesSince(since: number): readonly string[] {
    const pages = this.receiver.received(since).filter(({ labels, status }) => {
      return status === 'firing' && labels['severity'] === 'critical';
    });
    return [...new Set(pages.map(nameOf))];
  }

  async told(since: number, status: ReceivedAlert['status'], name: string): Promise<ReceivedAlert> {
    const limit = AbortSignal.timeout(TOLD_TIMEOUT_MS);
    return this.receiver.next(since, (alert) => alert.status === status && nameOf(alert) === name, limit);
  }

  /** Nothing of what was broken before is still being told. */
  async allQuiet(): Promise<void> {
    await until(
      'no alert is active',
      async () => (await this.activeAlerts()).every((name) => /^(Watchdog|Recovering) /.test(name)),
      TOLD_TIMEOUT_MS,
    );
  }

  async activeAlerts(): Promise<readonly string[]> {
    const answer = await fetch(`${await this.urlOf('nines-alertmanager')}/api/v2/alerts`).catch(() => undefined);
    if (answer?.ok !== true) return ['Alertmanager does not answer'];
    return ((await answer.json()) as readonly Pick<ReceivedAlert, 'labels'>[]).map(nameOf);
  }

  /** Programs of Nines, told apart from those of other platforms by their environment. */
  ours(program: string): (command: string, pid: number) => boolean {
    return (command, pid) =>
      command.split(' ').some((word) => word.endsWith(program) && !word.startsWith('--')) &&
      !command.includes('guard.sh') &&
      environmentOf(pid).includes(this.platform.directory);
  }

  /** The server of a PostgreSQL cluster of this platform. */
  clusterOf(engine: string): (command: string) => boolean {
    const cluster = this.platform.state('data', engine, 'cluster');
    return (command) => command.includes(`-D ${cluster} `);
  }

  /** Programs of others are told apart by the address on their command line. */
  async onPortOf(part: string): Promise<(command: string) => boolean> {
    const [instance] = await this.platform.instances(part);
    const address = `--web.listen-address=127.0.0.1:${instance?.port ?? 0}`;
    return (command) => command.includes(address);
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}
