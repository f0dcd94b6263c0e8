/** Forms that carry a file: their fields become the body, the file stands beside it. */
import multipart from '@fastify/multipart';
import type { ServiceApp } from '@nines/service-kit';

import type { UploadedFile } from '../api/talent-api.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The file of the form; `too-large` where it was more than 5 MiB, null where none was chosen. */
    upload: UploadedFile | 'too-large' | null;
  }
}

const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** Makes `app` take forms with one file. */
export async function acceptUploads(app: ServiceApp): Promise<void> {
  await app.register(multipart, {
    throwFileSizeLimit: false,
    limits: { fileSize: MAX_FILE_BYTES, files: 1, fields: 10, fieldSize: 10_000, parts: 12 },
  });
  app.decorateRequest('upload', null);
  app.addHook('preValidation', async (request) => {
    if (!request.isMultipart()) return;
    const fields: Record<string, unknown> = {};
    for await (const part of request.parts()) {
      if (part.type === 'field') fields[part.fieldname] = part.value;
      else {
        const bytes = await part.toBuffer();
        const file = { name: part.filename, mediaType: part.mimetype, bytes };
        request.upload = part.file.truncated ? 'too-large' : bytes.length === 0 ? null : file;
      }
    }
    request.body = fields;
  });
}
