import document from '@nines/api/openapi.json' with { type: 'json' };
import { ROLES } from '@nines/kernel';
import { ApiFuzz, complaintAbout } from '@nines/testkit/api-fuzz';
import { expect, it } from 'vitest';
import { AccessBench, PLAIN_PASSWORDS } from '../testing/access-bench.ts';

const REQUESTS = 2_000;

it('answers whatever it is asked with what was asked for or with a problem that tells nothing of itself', async () => {
  const bench = new AccessBench({ closing: AbortSignal.abort() }, PLAIN_PASSWORDS);
  const user = await bench.user('ada', 'administrator');
  const browser = await bench.browser('ada');
  const credentials = [
    ...(await Promise.all(ROLES.map(async (role) => bench.token(role)))),
    ...[await bench.token('operator', undefined, user), await bench.token('administrator')],
    ...[bench.headersOf(browser), { cookie: browser.cookie }, {}],
    ...[{ authorization: 'Bearer nines_no' }, { authorization: 'Basic eDp5' }, { cookie: 'nines_session=%00; a' }],
    ...[{ host: 'evil.example' }, { 'sec-fetch-site': 'cross-site', ...bench.headersOf(browser) }],
  ];
  const fuzz = new ApiFuzz(document, 20_261_129);
  expect(fuzz.operationCount).toBeGreaterThan(20);
  const complaints: string[] = [];
  const statuses = new Map<number, number>();
  for (let asked = 0; asked < REQUESTS; asked += 1) {
    bench.nowMs += 100; // mostly nobody is slowed down
    const request = fuzz.next(credentials);
    const { body: payload, headers, method, path: url } = request;
    const answer = await bench.app.inject({
      ...{ method: method as 'GET', url, headers },
      ...(payload !== undefined && { payload }),
    });
    statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1);
    const complaint = complaintAbout(request, { status: answer.statusCode, text: answer.body });
    if (complaint !== undefined) complaints.push(complaint);
  }
  expect(complaints).toEqual([]);
  for (const status of [200, 400, 401, 403]) expect(statuses.get(status), String(status)).toBeGreaterThan(2);
});
