import { describe, expect, it } from 'vitest';
import { parseConfiguration } from './configuration.ts';

describe('configuration', () => {
  it('prefers arguments to the environment', () => {
    const environment = { NINES_MESH_CONTROL: '/e.sock', NINES_MESH_STATE: '/e', PORT: '1' };
    expect(parseConfiguration([], environment)).toEqual({ controlPath: '/e.sock', stateDirectory: '/e', adminPort: 1 });
    expect(parseConfiguration(['--control', '/a.sock', '--state=/a', '--port', '2'], environment)).toEqual({
      ...{ controlPath: '/a.sock', stateDirectory: '/a', adminPort: 2 },
    });
    const keyed = { ...environment, NINES_MESH_LOAD_KEY_FILE: '/k' };
    expect(parseConfiguration([], keyed)).toMatchObject({ loadKeyFile: '/k' });
    expect(parseConfiguration(['--load-key', '/a'], keyed)).toMatchObject({ loadKeyFile: '/a' });
  });

  it.each([
    [[], {}, 'no control socket'],
    [['--control', '/a'], {}, 'no state directory'],
    [['--control', '/a', '--state', '/b'], {}, 'the port must be'],
    [['--control', '/a', '--state', '/b', '--port', '70000'], {}, 'the port must be'],
    [['--wat'], {}, "Unknown option '--wat'"],
  ])('refuses %j', (argv, environment, message) => {
    expect(() => parseConfiguration(argv, environment)).toThrow(
      expect.objectContaining({ code: 'MESH_BAD_CONFIGURATION', message: expect.stringContaining(message) as string }),
    );
  });
});
