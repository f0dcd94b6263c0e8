/** `DiskNearlyFull`, `CertificateExpiring`, `ClockWrong`: what everything else stands on. */
import { formatDuration, formatSize } from '@nines/kernel';
import type { Finding } from '../alert-of.ts';
import type { DetectionState, Moment, Thresholds } from '../model.ts';
import { MESH, SERVER } from '../topology.ts';

export function machineInTrouble(state: DetectionState): readonly Finding[] {
  return [...disksNearlyFull(state), ...certificatesExpiring(state), ...clockWrong(state)];
}

function disksNearlyFull({ measured }: DetectionState): readonly Finding[] {
  return [...measured.disks.values()].flatMap((disk) => {
    const share = ((100 * disk.freeBytes) / disk.totalBytes).toFixed(1);
    return bySeverity(disk).map(({ severity, since }) => ({
      alertname: 'DiskNearlyFull',
      severity,
      service: SERVER,
      about: { path: disk.path },
      since,
      fired: since,
      summary: `${disk.path} has ${formatSize(disk.freeBytes)} (${share} %) of ${formatSize(disk.totalBytes)} left`,
      description: 'With no space left, databases stop, and neither logs nor events nor figures are kept.',
    }));
  });
}

function certificatesExpiring({ measured, nowMs }: DetectionState): readonly Finding[] {
  return [...measured.certificates.values()].flatMap((certificate) =>
    bySeverity(certificate).map(({ severity, since }) => {
      const leftMs = certificate.notAfterMs - (Date.parse(since.at) + nowMs - since.ms);
      const left = leftMs > 0 ? `expires in ${formatDuration(leftMs)}` : `expired ${formatDuration(-leftMs)} ago`;
      return {
        alertname: 'CertificateExpiring',
        severity,
        service: MESH,
        about: { host: certificate.host },
        since,
        fired: since,
        summary: `The certificate of ${certificate.host} ${left}`,
        description: 'It should have been renewed by now. Once it has expired, browsers refuse the site.',
      };
    }),
  );
}

function clockWrong({ measured, nowMs }: DetectionState): readonly Finding[] {
  const wrong = measured.clock?.wrong ?? null;
  if (wrong === null) return [];
  const direction = wrong.byMs > 0 ? 'ahead' : 'back';
  const { since } = wrong;
  return [
    {
      alertname: 'ClockWrong',
      severity: 'warning',
      service: SERVER,
      since,
      fired: since,
      summary: `The wall clock went ${formatDuration(Math.abs(wrong.byMs))} ${direction}, ${formatDuration(nowMs - since.ms)} ago`,
      description:
        'Times of events, figures and tokens before and after do not fit together. A suspended machine counts.',
    },
  ];
}

function bySeverity({ warning, critical }: Thresholds): readonly { severity: 'warning' | 'critical'; since: Moment }[] {
  return [
    ...(warning === null ? [] : [{ severity: 'warning' as const, since: warning }]),
    ...(critical === null ? [] : [{ severity: 'critical' as const, since: critical }]),
  ];
}
