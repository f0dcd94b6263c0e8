import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { readEnvironment, secretSchema, SERVICE_ENVIRONMENT, serviceUrlSchema } from './environment.ts';

const schema = z.object({ ...SERVICE_ENVIRONMENT, API_URL: serviceUrlSchema, KEY: secretSchema });

describe('readEnvironment', () => {
  it('reads what the schema names, with defaults', () => {
    const environment = { PORT: '8080', API_URL: 'http://127.0.0.1:1/', KEY: 'k'.repeat(32), HOME: '/root' };
    expect(readEnvironment(schema, environment)).toEqual({
      HOST: '127.0.0.1',
      PORT: 8080,
      LOG_LEVEL: 'info',
      API_URL: 'http://127.0.0.1:1',
      KEY: 'k'.repeat(32),
    });
  });

  it('takes an empty collector address for none, as OpenTelemetry does', () => {
    const environment = { PORT: '8080', API_URL: 'http://127.0.0.1:1/', KEY: 'k'.repeat(32) };
    const read = (endpoint: string): unknown =>
      readEnvironment(schema, { ...environment, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).OTEL_EXPORTER_OTLP_ENDPOINT;
    expect(read('')).toBeUndefined();
    expect(read('http://127.0.0.1:4318')).toBe('http://127.0.0.1:4318');
    expect(() => read('127.0.0.1:4318')).toThrow(/OTEL_EXPORTER_OTLP_ENDPOINT/);
  });

  it('names all that is wrong, and shows no value', () => {
    const read = (): unknown => readEnvironment(schema, { PORT: '80a', KEY: 'hunter2', API_URL: 'ftp://x' });
    expect(read).toThrow(/PORT.*API_URL.*KEY/);
    expect(read).not.toThrow(/hunter2/);
  });
});
