/** The mesh and the services behind it, which share no code, agree on who is a user, by the marks that we sign. */
import * as mesh from '@nines/mesh/declared-load';
import * as service from '@nines/service-kit';
import { describe, expect, it } from 'vitest';

const KEY = 'k'.repeat(43);
const NOW = 1_790_000_000_000;
const MINUTE_MS = 60_000;

const sign = (source: string, lifeMs = MINUTE_MS): string => mesh.signDeclaredLoad(KEY, source, NOW + lifeMs);
const GOOD = sign('visitors');

describe('a mark of declared load', () => {
  it.each([
    ['visitors', GOOD, 'declared'],
    ['a probe', sign('probe'), 'probe'],
    ['a probe with a name', sign('probe-blackbox'), 'probe'],
    ['whoever only sounds like a probe', sign('my-probe'), 'declared'],
    ['the longest source', sign('a'.repeat(40)), 'declared'],
    ['a source that is too long', sign('a'.repeat(41)), undefined],
    ['no source', sign(''), undefined],
    ['a source with other characters', sign('Visitors'), undefined],
    ['the longest life', sign('visitors', 5 * MINUTE_MS), 'declared'],
    ['a life that is too long', sign('visitors', 5 * MINUTE_MS + 1_000), undefined],
    ['the last second', sign('visitors', 1_000), 'declared'],
    ['one that is over', sign('visitors', 0), undefined],
    ['another key', mesh.signDeclaredLoad('x'.repeat(43), 'visitors', NOW + MINUTE_MS), undefined],
    ['another version', GOOD.replace('v1', 'v2'), undefined],
    ['something behind it', `${GOOD} `, undefined],
    ['something before it', ` ${GOOD}`, undefined],
    ['a signature cut short', GOOD.slice(0, -1), undefined],
    ['nothing', '', undefined],
    ['none', undefined, undefined],
  ])('of %s means the same to both', (_, mark, kind) => {
    const byMesh = mesh.verifyDeclaredLoad(KEY, mark, NOW);
    expect(byMesh?.kind).toBe(kind);
    expect(service.verifyDeclaredLoad(KEY, mark, NOW)).toEqual(byMesh);
  });

  it('is signed alike, travels alike, and is equally long', () => {
    expect(service.signDeclaredLoad(KEY, 'visitors', NOW + MINUTE_MS)).toBe(GOOD);
    expect(service.DECLARED_LOAD_HEADER).toBe(mesh.DECLARED_LOAD_HEADER);
    expect(service.LONGEST_MARK_BYTES).toBe(mesh.LONGEST_MARK_BYTES);
  });
});
