import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { listenService, type RunningService } from '@nines/service-kit';
import { createTokenSigner, type TokenSigner } from '@nines/service-kit/tokens';
import { startTestPostgres, type TestPostgres } from '@nines/testkit/postgres';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { DEMO_AVATARS } from './demo/avatars.ts';
import { imagesService } from './images-service.ts';
import type { Photo } from './model.ts';

const KEY = 'test-key-test-key-test-key-test-key!';
const USER = '10000000-0000-4000-8000-000000000001';

let postgres: TestPostgres;
let directory: string;
let replicas: RunningService[];
let sign: TokenSigner;

function url(target: string, replica = 0): string {
  return `http://127.0.0.1:${replicas[replica]?.port ?? 0}${target}`;
}

async function headersOf(userId: string): Promise<Record<string, string>> {
  const { token } = await sign({ userId, role: 'seeker' });
  return { authorization: `Bearer ${token}`, 'content-type': 'image/png' };
}

async function upload(body: Uint8Array, userId = USER): Promise<Response> {
  const bytes = new Uint8Array(body);
  return fetch(url(`/users/${userId}/photo`), { method: 'PUT', headers: await headersOf(userId), body: bytes });
}

function picture(width: number, height: number, background = '#3366aa'): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

async function storedNames(): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true });
  return entries.map((entry) => path.basename(entry)).filter((name) => name.includes('.'));
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  directory = await mkdtemp(path.join(tmpdir(), 'talent-images-'));
  const config = {
    HOST: '127.0.0.1',
    PORT: 0,
    LOG_LEVEL: 'silent',
    DATABASE_URL: postgres.url,
    TOKEN_KEY: KEY,
    STORAGE_DIRECTORY: directory,
  };
  replicas = await Promise.all([listenService(imagesService(config)), listenService(imagesService(config))]);
  await Promise.all(replicas.map((replica) => replica.prepared));
  sign = createTokenSigner({ key: KEY, issuer: 'talent-api', audience: 'images', lifetimeSeconds: 60 });
}, 30_000);

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await postgres.remove();
  await rm(directory, { recursive: true });
});

describe('the images service', () => {
  it('keeps a photo small, upright and without its metadata, and serves it at every replica', async () => {
    const sideways = await picture(1_600, 1_200)
      .withExif({ IFD0: { Copyright: 'secret place' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const answer = await upload(sideways);
    expect(answer.status).toBe(200);
    const photo = (await answer.json()) as Photo;
    expect(photo).toMatchObject({ width: 384, height: 512 });
    const served = await fetch(url(photo.url, 1));
    expect(served.headers.get('content-type')).toBe('image/webp');
    expect(served.headers.get('cache-control')).toContain('immutable');
    const metadata = await sharp(Buffer.from(await served.arrayBuffer())).metadata();
    expect(metadata).toMatchObject({ format: 'webp', width: 384, height: 512 });
    expect(metadata.exif).toBeUndefined();
    expect(metadata.orientation).toBeUndefined();
    const thumbnail = await sharp(Buffer.from(await (await fetch(url(photo.thumbnailUrl))).arrayBuffer())).metadata();
    expect(thumbnail).toMatchObject({ width: 96, height: 96 });
  });

  it('answers 304 to who has it already, and HEAD without a body', async () => {
    const photo = (await (await upload(await picture(10, 10).png().toBuffer())).json()) as Photo;
    const etag = (await fetch(url(photo.url))).headers.get('etag') ?? '';
    const again = await fetch(url(photo.url), { headers: { 'if-none-match': `"other", W/${etag}` } });
    expect(again.status).toBe(304);
    const head = await fetch(url(photo.url), { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0);
    expect(await head.text()).toBe('');
  });

  it('leaves nothing of the photo before, nor of a removed one', async () => {
    const user = '10000000-0000-4000-8000-000000000002';
    const before = await storedNames();
    const colours = ['#111111', '#555555', '#999999', '#cccccc'];
    const files = await Promise.all(colours.map((colour) => picture(20, 20, colour).png().toBuffer()));
    const answers = await Promise.all(files.map((file) => upload(file, user)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(await storedNames()).toHaveLength(before.length + 2);
    const target = url(`/users/${user}/photo`);
    const headers = await headersOf(user);
    delete headers['content-type'];
    const current = (await (await fetch(target, { headers })).json()) as Photo;
    expect((await fetch(url(current.url))).status).toBe(200);
    expect((await fetch(target, { method: 'DELETE', headers })).status).toBe(204);
    expect((await fetch(target, { method: 'DELETE', headers })).status).toBe(204);
    expect((await storedNames()).sort()).toEqual(before.sort());
    expect((await fetch(target, { headers })).status).toBe(404);
  });

  it.each([
    ['a script that claims to be a PNG', Buffer.from('<script>alert(1)</script>'), 415],
    ['a GIF', Buffer.from('GIF89a-------------'), 415],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415],
    ['nothing', Buffer.alloc(0), 415],
    ['a PNG that is cut off', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 422],
    ['more than 5 MiB', Buffer.alloc(5 * 1024 * 1024 + 1), 413],
  ])('refuses %s', async (_what, body, status) => {
    const answer = await upload(body);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });

  it('refuses a small file with very many pixels without decoding it', async () => {
    const bomb = await picture(12_000, 12_000).png({ compressionLevel: 9 }).toBuffer();
    expect(bomb.length).toBeLessThan(1024 * 1024);
    const answer = await upload(bomb);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'IMAGE_UNREADABLE' });
  });

  it.each(['/uploads/..%2f..%2fetc%2fpasswd', '/uploads/%2e%2e', '/uploads/x.webp', '/uploads/%00', '/uploads/'])(
    'has nothing at %s',
    async (target) => {
      expect((await fetch(url(target))).status).toBe(404);
    },
  );

  it('takes uploads with a service token of the user only', async () => {
    const body = new Uint8Array(await picture(10, 10).png().toBuffer());
    const target = url(`/users/${USER}/photo`);
    expect((await fetch(target, { method: 'PUT', body })).status).toBe(401);
    const strangers = await headersOf('10000000-0000-4000-8000-000000000009');
    expect((await fetch(target, { method: 'PUT', body, headers: strangers })).status).toBe(403);
    const users = createTokenSigner({ key: KEY, issuer: 'talent-auth', audience: 'talent-api', lifetimeSeconds: 60 });
    const { token } = await users({ userId: USER, role: 'seeker' });
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(target, { method: 'PUT', body, headers })).status).toBe(401);
  });

  it('has portraits of the demo people', async () => {
    const ids = DEMO_AVATARS.map((avatar) => avatar.userId);
    const headers = { ...(await headersOf(USER)), 'content-type': 'application/json' };
    const body = JSON.stringify({ ids });
    const answer = await fetch(url('/photos/lookup'), { method: 'POST', headers, body });
    const { data } = (await answer.json()) as { data: Photo[] };
    expect(data).toHaveLength(ids.length);
    const portrait = await fetch(url(data[0]?.url ?? ''));
    expect(portrait.headers.get('content-type')).toBe('image/png');
    expect(await sharp(Buffer.from(await portrait.arrayBuffer())).metadata()).toMatchObject({
      width: 256,
      height: 256,
    });
  });

  it('serves photos while the database is away', async () => {
    const photo = (await (await upload(await picture(30, 10).png().toBuffer())).json()) as Photo;
    await postgres.stop();
    expect((await fetch(url(photo.url, 1))).status).toBe(200);
    expect((await fetch(url('/readyz'))).status).toBe(200);
    const lookup = await upload(await picture(30, 20).png().toBuffer());
    expect(lookup.status).toBe(503);
    await postgres.start();
    expect((await upload(await picture(30, 20).png().toBuffer())).status).toBe(200);
  });
});
