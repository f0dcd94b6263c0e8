import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { trustSteps } from './trust-steps.ts';

describe('steps to trust an authority', () => {
  it.each(['/srv/shop/.nines/tls/ca.pem', "/srv/ana's shop/ca.pem"])('name %s so that a shell finds it', (file) => {
    const [system] = trustSteps(file, 'AB:CD:EF:01:23');
    const words = system?.commands[0]?.split(' && ')[0]?.replace('sudo install', 'printf "%s\\n"') ?? '';
    expect(execFileSync('sh', ['-c', words], { encoding: 'utf8' }).split('\n')).toContain(file);
  });

  it('take back what they did', () => {
    const undone = trustSteps('/ca.pem', 'AB:CD:EF:01:23').filter(({ commands }) =>
      commands.some((command) => command.startsWith('undo: ')),
    );
    expect(undone).toHaveLength(2);
  });
});
