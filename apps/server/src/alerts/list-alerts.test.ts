import { describe, expect, it } from 'vitest';
import { listAlerts } from './list-alerts.ts';

const AT = '2026-01-01T00:00:00.000Z';

function labelled(
  alertname: string,
  severity: string,
): { labels: Record<string, string>; annotations: Record<string, string>; startsAt: string } {
  return { labels: { alertname, severity }, annotations: {}, startsAt: AT };
}

describe('the list of alerts', () => {
  it('says of each how far it is, the most severe first', () => {
    const held = { fingerprint: 'f', receivers: [], silencedBy: [], inhibitedBy: [] };
    const { data, missing } = listAlerts({
      detected: [labelled('Detected', 'critical')],
      rules: [
        { ...labelled('Pending', 'warning'), activeAt: AT, state: 'pending' },
        { ...labelled('Silenced', 'warning'), activeAt: AT, state: 'firing' },
      ],
      held: [
        { ...labelled('Silenced', 'warning'), ...held, silencedBy: ['s'] },
        { ...labelled('Inhibited', 'info'), ...held, inhibitedBy: ['i'] },
      ],
    });
    expect(data.map(({ labels, state }) => `${labels['alertname'] ?? ''} ${state}`)).toEqual([
      'Detected firing',
      'Silenced silenced',
      'Pending pending',
      'Inhibited inhibited',
    ]);
    expect(missing).toEqual([]);
  });

  it('is what is left where somebody does not answer, and says so', () => {
    const { data, missing } = listAlerts({
      detected: [labelled('Detected', 'critical')],
      rules: undefined,
      held: undefined,
    });
    expect(data).toHaveLength(1);
    expect(missing).toEqual(['prometheus', 'alertmanager']);
  });
});
