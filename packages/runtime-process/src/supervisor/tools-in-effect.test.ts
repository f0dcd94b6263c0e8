import { describe, expect, test } from 'vitest';
import { toolsInEffect } from './tools-in-effect.ts';

const PROMETHEUS = '/home/one/.cache/prometheus';
const KEPT = { prometheus: PROMETHEUS, alertmanager: '/home/one/.cache/alertmanager' };

describe('tools in effect', () => {
  test('whoever applies from another account, where none are found, ends none', () => {
    expect(toolsInEffect(KEPT, {}, () => true)).toEqual(KEPT);
  });

  test('what was found now wins over what is in effect', () => {
    const given = { prometheus: '/opt/prometheus', promtool: '/opt/promtool' };
    expect(toolsInEffect(KEPT, given, () => true)).toEqual({ ...KEPT, ...given });
  });

  test('what is gone from the disk is no longer in effect', () => {
    expect(toolsInEffect(KEPT, {}, (file) => file !== PROMETHEUS)).toEqual({ alertmanager: KEPT.alertmanager });
  });

  test('an apply that does not speak of tools changes nothing', () => {
    expect(toolsInEffect(KEPT, undefined, () => false)).toEqual(KEPT);
  });
});
