/** Prometheus and Alertmanager as most people run them: 5 s scrape, `up == 0` for 15 s, everything else by default. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePorts } from '@nines/testkit/ports';
import { startMonitoringTool } from './monitoring-tool.ts';
import { end } from './processes.ts';

export interface StockAlertingOptions {
  readonly directory: string;
  /** Ports that are scraped; each is an `instance` and a group of its own. */
  readonly targets: readonly number[];
  readonly webhookUrl: string;
  readonly signal: AbortSignal;
}

export interface StockAlerting {
  stop(): Promise<void>;
}

export async function startStockAlerting(options: StockAlertingOptions): Promise<StockAlerting> {
  const { directory, targets, webhookUrl, signal } = options;
  const [prometheusPort = 0, alertmanagerPort = 0] = await freePorts(2);
  await mkdir(directory, { recursive: true });
  const rule = { alert: 'InstanceDown', expr: 'up == 0', for: '15s' };
  const files = {
    'rules.json': { groups: [{ name: 'stock', rules: [rule] }] },
    'prometheus.json': {
      global: { scrape_interval: '5s' },
      rule_files: ['rules.json'],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanagerPort}`] }] }] },
      scrape_configs: [
        { job_name: 'stock', static_configs: [{ targets: targets.map((port) => `127.0.0.1:${port}`) }] },
      ],
    },
    'alertmanager.json': {
      route: { receiver: 'webhook', group_by: ['alertname', 'instance'] },
      receivers: [{ name: 'webhook', webhook_configs: [{ url: webhookUrl }] }],
    },
  };
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), JSON.stringify(content));
  const children = [
    await startMonitoringTool(
      'prometheus',
      prometheusPort,
      [`--config.file=${join(directory, 'prometheus.json')}`, `--storage.tsdb.path=${join(directory, 'prometheus')}`],
      signal,
    ),
    await startMonitoringTool(
      'alertmanager',
      alertmanagerPort,
      [
        `--config.file=${join(directory, 'alertmanager.json')}`,
        `--storage.path=${join(directory, 'alertmanager')}`,
        '--cluster.listen-address=',
      ],
      signal,
    ),
  ];
  return {
    stop: async () => {
      for (const child of children) await end(child, 'SIGTERM');
    },
  };
}
