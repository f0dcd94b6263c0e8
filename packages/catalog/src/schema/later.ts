/**
 * Sections and keys of capabilities that are not there yet: known by name, so that a file written for the whole
 * platform loads today, and never looked into.
 */
import { z } from 'zod';

const NOT_YET = 'Known, but not in effect yet.';

function later(description: string) {
  return z
    .unknown()
    .optional()
    .meta({ description: `${description} ${NOT_YET}` });
}

/** At the top of the file. */
export const laterOfPlatform = {
  oncall: later('Schedules, escalation and people.'),
  healing: later('Remedies tried before a person is called.'),
  drills: later('Faults injected on purpose, on a schedule.'),
  targets: later('Other runtimes to deploy to.'),
};

/** In a service. */
export const laterOfService = {
  scaling: later('What replicas follow between min and max.'),
  delivery: later('How a new version is rolled out.'),
};

/** In `defaults`. */
export const laterOfDefaults = { scaling: laterOfService.scaling, delivery: laterOfService.delivery };

/** In `run`. */
export const laterOfRun = { image: later('Container image to run.') };
