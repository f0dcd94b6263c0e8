/** `${…}` in commands and environment values: of a known form, to something that exists. */
import { hasPort, suggestName } from '../inspection.ts';
import type { Check, InspectedService, Inspection } from '../inspection.ts';
import type { Finding } from '../findings.ts';
import { nearestName } from '../nearest-name.ts';
import type { SourcePath } from '../source/node.ts';
import { parseReference, parseTemplate, REFERENCE_FORMS } from '../template.ts';
import type { Reference } from '../template.ts';

/** One text that may hold references. */
interface Place {
  readonly subject: InspectedService;
  readonly path: SourcePath;
  readonly text: string;
  /** Commands are seen by every user of the machine. */
  readonly isCommand: boolean;
}

interface Objection {
  readonly code: Finding['code'];
  readonly message: string;
  readonly hint: string;
}

export const checkReferences: Check = (inspection) => {
  for (const subject of inspection.services.values()) {
    for (const place of placesOf(subject)) checkPlace(inspection, place);
  }
};

function placesOf(subject: InspectedService): readonly Place[] {
  const { path, input, service } = subject;
  const variables = Object.entries(service.env).map(([name, text]) => {
    return { subject, path: [...path, 'env', name], text, isCommand: false };
  });
  if (service.run === undefined) return variables;
  const commandPath = typeof input.run === 'string' ? [...path, 'run'] : [...path, 'run', 'command'];
  return [{ subject, path: commandPath, text: service.run.command, isCommand: true }, ...variables];
}

function checkPlace(inspection: Inspection, place: Place): void {
  const { parts, unclosedAt } = parseTemplate(place.text);
  const report = (offset: number, { code, message, hint }: Objection): void => {
    const at = inspection.document.offsetWithin(place.path, offset);
    inspection.findings.add({ code, offset: at, message, hint });
  };
  for (const part of parts) {
    const objection = part.kind === 'text' ? undefined : judge(inspection, place, part.expression);
    if (objection !== undefined && part.kind === 'reference') report(part.offset, objection);
  }
  if (unclosedAt === undefined) return;
  const hint = 'close it with `}`, or write `$${` for a literal `${`';
  report(unclosedAt, { code: 'CATALOG_BAD_REFERENCE', message: 'a `${` is never closed', hint });
}

function judge(inspection: Inspection, place: Place, expression: string): Objection | undefined {
  const reference = parseReference(expression);
  if (reference === undefined) return unknownForm(expression);
  if (reference.kind === 'service') return judgeService(inspection, place, reference);
  if (reference.kind === 'secret') return judgeSecret(inspection, place, reference.secret);
  if (reference.kind !== 'port' || hasPort(inspection, place.subject)) return undefined;
  const message = `\${port}: ${place.subject.name} has no port`;
  return { code: 'CATALOG_BAD_REFERENCE', message, hint: 'add `port`, the stable address of the service' };
}

function unknownForm(expression: string): Objection {
  const message = `\${${expression}} refers to nothing`;
  const nearest = nearestName(expression, REFERENCE_FORMS);
  const known = nearest === undefined ? `there is ${REFERENCE_FORMS.join(', ')}` : `did you mean \${${nearest}}?`;
  const hint = `${known}; write $\${${expression}} to leave it to the program`;
  return { code: 'CATALOG_BAD_REFERENCE', message, hint };
}

function judgeService(
  inspection: Inspection,
  place: Place,
  { service: name, property }: Extract<Reference, { kind: 'service' }>,
): Objection | undefined {
  const known = inspection.serviceNames;
  if (!known.has(name)) {
    const message = `\${services.${name}.${property}}: there is no service ${name}`;
    return { code: 'CATALOG_UNKNOWN_SERVICE', message, hint: suggestName(name, known) };
  }
  const target = inspection.services.get(name);
  if (target === undefined) return undefined; // misshapen, and reported as such
  if (!hasPort(inspection, target)) {
    const message = `\${services.${name}.${property}}: ${name} has no port`;
    return { code: 'CATALOG_BAD_REFERENCE', message, hint: `add \`port\` to ${name}` };
  }
  if (!place.isCommand || property !== 'url' || target.service.kind !== 'engine') return undefined;
  return exposed(`\${services.${name}.url} holds a password`);
}

function judgeSecret(inspection: Inspection, place: Place, name: string): Objection | undefined {
  const declared = inspection.document.keysAt(['secrets']);
  if (!declared.includes(name)) {
    const message = `\${secrets.${name}}: there is no secret ${name}`;
    const declare = `declare it: \`secrets: { ${name}: { generate: 32 } }\``;
    const hint = declared.length === 0 ? declare : `${suggestName(name, declared)}, or ${declare}`;
    return { code: 'CATALOG_BAD_REFERENCE', message, hint };
  }
  return place.isCommand ? exposed(`\${secrets.${name}} is a secret`) : undefined;
}

function exposed(message: string): Objection {
  const hint = 'arguments can be read by every user of the machine; hand it over in `env` or `secrets`';
  return { code: 'CATALOG_SECRET_IN_COMMAND', message: `${message} and stands in a command`, hint };
}
