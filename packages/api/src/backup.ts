/** What a restore came to. */
import { z } from 'zod';
import { momentSchema } from './moments.ts';

/** Header of a backup that does not have everything: `silences`, where Alertmanager is away. */
export const BACKUP_LACKS = 'nines-backup-lacks';

/** Query of `POST /api/v1/restore`. */
export const restoreQuerySchema = z.strictObject({
  force: z
    .enum(['true', 'false'])
    .default('false')
    .meta({ description: 'Also in place of what was decided after the backup was taken' }),
});

/** `POST /api/v1/restore` */
export const restoredSchema = z
  .object({
    takenAt: momentSchema,
    platform: z.string().nullable(),
    rows: z.record(z.string(), z.number().int()).meta({ description: 'Put back, by table' }),
    silences: z.number().int().nullable().meta({ description: 'Made anew; null where that is not all of them' }),
    silencesMissing: z.number().int().nullable().meta({
      description: 'Not made anew, because Alertmanager is away or refuses; null where the backup does not have them',
    }),
    catalog: z.string().nullable().meta({ description: 'nines.yaml as it was; nothing was done with it' }),
  })
  .meta({ id: 'Restored' });

export type ApiRestored = z.infer<typeof restoredSchema>;
