/** What is wrong, or about to be. */
import { z } from 'zod';

export const ALERT_STATES = ['pending', 'firing', 'silenced', 'inhibited'] as const;

const labels = z.record(z.string(), z.string());

const listedAlertSchema = z
  .object({
    state: z.enum(ALERT_STATES).meta({
      description:
        'pending: a rule holds, but not for long enough; inhibited: another alert says what this follows from',
    }),
    labels,
    annotations: labels,
    startsAt: z.iso.datetime(),
    silencedBy: z.array(z.string()).readonly().meta({ description: 'Ids of silences' }),
    inhibitedBy: z.array(z.string()).readonly().meta({ description: 'Fingerprints of alerts' }),
  })
  .meta({ id: 'Alert' });

export type ListedAlert = z.infer<typeof listedAlertSchema>;

/** `GET /api/v1/alerts` */
export const alertListSchema = z
  .object({
    data: z.array(listedAlertSchema).readonly(),
    pagination: z.object({ next: z.null() }),
    missing: z
      .array(z.enum(['prometheus', 'alertmanager']))
      .readonly()
      .meta({ description: 'Who did not answer: what only they know is missing' }),
  })
  .meta({ id: 'AlertList', description: 'The most severe first' });

export type AlertList = z.infer<typeof alertListSchema>;
