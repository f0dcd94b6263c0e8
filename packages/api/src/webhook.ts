/** What Alertmanager tells the server. */
import { z } from 'zod';

const labels = z.record(z.string(), z.string());

const notifiedAlertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  labels,
  annotations: labels,
  startsAt: z.iso.datetime({ offset: true }),
  /** The year 1 while it fires. */
  endsAt: z.string(),
  fingerprint: z.string().min(1),
});

/**
 * `POST /api/v1/alertmanager`. Later versions of Alertmanager may say more; that is ignored.
 *
 * @see Alertmanager documentation, "Configuration", `<webhook_config>`, version 4
 */
export const alertNotificationSchema = z
  .object({
    version: z.literal('4'),
    groupKey: z.string(),
    groupLabels: labels.default({}),
    truncatedAlerts: z.number().int().default(0),
    receiver: z.string(),
    alerts: z.array(notifiedAlertSchema).readonly(),
  })
  .meta({ id: 'AlertNotification' });

export type NotifiedAlert = z.infer<typeof notifiedAlertSchema>;
export type AlertNotification = z.infer<typeof alertNotificationSchema>;
