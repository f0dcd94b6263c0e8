import { describe, expect, it } from 'vitest';
import { datedExperience, statedYears } from './experience.ts';

const NOW = 2026 * 12 + 10;

describe('years of experience', () => {
  it.each([
    ['5+ years of experience with Node.js', 5],
    ['at least three years experience', 3],
    ['3-5 years of professional experience', 3],
    ['10 yrs. working with SQL', 10],
    ['Our company has 20 years of experience', undefined],
    ['a 25 years old developer', undefined],
    ['founded 12 years ago', undefined],
  ])('reads %j', (line, years) => {
    expect(statedYears([line])?.years).toBe(years);
  });

  it.each([
    [['Developer, 2018 – 2020'], 2],
    [['Mar 2021 – Feb 2022'], 1],
    [['01/2020 - today'], 6 + 10 / 12],
    [['2018 – 2022', '2020 – 2023'], 5],
    [['Education', 'BSc 2010 – 2013', 'Experience', 'Dev 2013 – 2014'], 1],
    [['University of Leeds 2010 – 2014'], 0],
    [['2022 – 2018'], 0],
    [['2030 – 2040'], 0],
  ])('adds up the dates of %j', (lines, years) => {
    expect(datedExperience(lines, NOW).years).toBeCloseTo(years, 5);
  });
});
