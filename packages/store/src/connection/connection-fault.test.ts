import { NinesError } from '@nines/kernel';
import { expect, it } from 'vitest';

import { storeFault } from './connection-fault.ts';

const ADDRESS = {
  url: 'postgres://nines:secret@db/state',
  role: 'nines',
  database: 'state',
  name: 'nines@db:5432/state',
};

const faultOf = (message: string, fields: object = {}): unknown =>
  storeFault(Object.assign(new Error(message), fields), ADDRESS);

it.each([
  ['connect ECONNREFUSED 127.0.0.1:5432', { code: 'ECONNREFUSED', syscall: 'connect' }],
  ['connect ENOENT /run/.s.PGSQL.5432', { code: 'ENOENT', syscall: 'connect' }],
  ['getaddrinfo ENOTFOUND db', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
  ['read ECONNRESET', { code: 'ECONNRESET', syscall: 'read' }],
  ['the database system is starting up', { code: '57P03' }],
  ['terminating connection due to administrator command', { code: '57P01' }],
  ['sorry, too many clients already', { code: '53300' }],
  ['could not extend file "base/5/2619": No space left on device', { code: '53100' }],
  ['cannot execute INSERT in a read-only transaction', { code: '25006' }],
  ['Connection terminated unexpectedly', {}],
  ['Connection terminated due to connection timeout', {}],
  ['timeout exceeded when trying to connect', {}],
  ['no answer within 11000 ms', { code: 'ETIMEDOUT' }],
  ['canceling statement due to statement timeout', { code: '57014' }],
])('takes "%s" for a server that is away', (message, fields) => {
  expect(faultOf(message, fields)).toMatchObject({ code: 'STORE_UNREACHABLE' });
});

it('names the reason where several addresses were tried, for which Node has no words', () => {
  const error = Object.assign(new AggregateError([new Error('::1'), new Error('127.0.0.1')]), { code: 'ECONNREFUSED' });
  expect(storeFault(error, ADDRESS)).toMatchObject({
    code: 'STORE_UNREACHABLE',
    message: 'PostgreSQL at nines@db:5432/state does not serve now: ECONNREFUSED',
  });
});

it.each([
  ['password authentication failed for user "nines"', { code: '28P01' }],
  ['no pg_hba.conf entry for host "10.0.0.7"', { code: '28000' }],
  ['database "state" does not exist', { code: '3D000' }],
  ['The server does not support SSL connections', {}],
  ['self-signed certificate', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }],
  ["Hostname/IP does not match certificate's altnames", { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }],
  ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', {}],
])('takes "%s" for a refusal that waiting does not change', (message, fields) => {
  expect(faultOf(message, fields)).toMatchObject({ code: 'STORE_REFUSED' });
});

it('says what to grant', () => {
  const fault = faultOf('permission denied for database state', { code: '42501' });
  expect(fault).toMatchObject({
    code: 'STORE_PERMISSION',
    message: expect.stringContaining('OWNER TO "nines"') as string,
  });
});

it('leaves alone what it does not know, and what has been said already', () => {
  for (const error of [new Error('syntax error'), new NinesError('STORE_NEWER', 'x'), 'text']) {
    expect(storeFault(error, ADDRESS)).toBe(error);
  }
});
