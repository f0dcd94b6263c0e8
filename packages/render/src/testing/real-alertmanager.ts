/** A real Alertmanager with a rendered configuration, and how detectors talk to it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '@nines/testkit/ports';
import { testTool } from '@nines/testkit/tools';
import type { AlertmanagerConfiguration } from '../alertmanager/document.ts';
import { alertmanagerArguments } from '../commands/alertmanager-arguments.ts';
import { goEnvironment } from '../commands/go-environment.ts';
import type { Labels } from './alertmanager-model.ts';
import { runUntilReady, temporaryDirectory } from '@nines/testkit/running-program';
import type { RunningProgram } from '@nines/testkit/running-program';

/** What the server would write into the file of the webhook's token. */
export const TOKEN = 'the token';
/** Relative to the configuration. */
export const TOKEN_FILE = 'token';

export class RealAlertmanager {
  readonly #directory: { readonly path: string; remove(): Promise<void> };
  readonly #port: number;
  #program: RunningProgram | undefined;

  private constructor(directory: { readonly path: string; remove(): Promise<void> }, port: number) {
    this.#directory = directory;
    this.#port = port;
  }

  static async start(configuration: AlertmanagerConfiguration): Promise<RealAlertmanager> {
    const directory = await temporaryDirectory();
    const [port = 0] = await freePorts(1);
    await mkdir(join(directory.path, 'data'));
    await writeFile(join(directory.path, TOKEN_FILE), TOKEN);
    await writeFile(join(directory.path, 'alertmanager.yml'), JSON.stringify(configuration));
    const alertmanager = new RealAlertmanager(directory, port);
    await alertmanager.#start();
    return alertmanager;
  }

  /** Where it writes down what it has told whom. */
  get memoryFile(): string {
    return join(this.#directory.path, 'data', 'nflog');
  }

  /**
   * As detectors post: `endsAt` is 30 s ahead, or now for what is over. `startsAt` is the time of the post: an alert that
   * began longer ago than `group_wait` is told at once, before its cause can silence it.
   */
  async post(alerts: readonly Labels[], lastsMs = 30_000): Promise<void> {
    const now = Date.now();
    const startsAt = new Date(lastsMs > 0 ? now : now - 1).toISOString();
    const endsAt = new Date(now + lastsMs).toISOString();
    const annotations = { summary: 'it fails <&> badly' };
    const response = await fetch(`http://127.0.0.1:${this.#port}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alerts.map((labels) => ({ labels, annotations, startsAt, endsAt }))),
    });
    if (!response.ok) throw new Error(`refused with ${response.status}: ${await response.text()}`);
  }

  /** Alerts that fire, and whether each is told or silenced by another. */
  async firing(): Promise<readonly { readonly labels: Labels; readonly isTold: boolean }[]> {
    const response = await fetch(`http://127.0.0.1:${this.#port}/api/v2/alerts`);
    const alerts = (await response.json()) as readonly { labels: Labels; status: { inhibitedBy: readonly string[] } }[];
    return alerts.map(({ labels, status }) => ({ labels, isTold: status.inhibitedBy.length === 0 }));
  }

  async restartAfterKill(): Promise<void> {
    await this.#program?.stop('SIGKILL');
    await this.#start();
  }

  async remove(): Promise<void> {
    await this.#program?.stop();
    await this.#directory.remove();
  }

  async #start(): Promise<void> {
    const args = alertmanagerArguments({
      port: this.#port,
      configurationFile: join(this.#directory.path, 'alertmanager.yml'),
      dataDirectory: join(this.#directory.path, 'data'),
    });
    const readyUrl = `http://127.0.0.1:${this.#port}/-/ready`;
    this.#program = await runUntilReady(await testTool('alertmanager'), args, goEnvironment('alertmanager'), readyUrl);
  }
}
