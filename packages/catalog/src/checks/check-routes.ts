/** What the ingress leads where: every host and path to one service that speaks HTTP. */
import { nameList } from '../build/build-edges.ts';
import { withoutTrailingSlash } from '../build/build-catalog.ts';
import { isSound, reportAt, reportAtKey } from '../inspection.ts';
import type { Check, Inspection } from '../inspection.ts';
import { INGRESS } from '../model.ts';

export const checkRoutes: Check = (inspection) => {
  checkDuplicates(inspection);
  checkProtocols(inspection);
  checkUnreachable(inspection);
};

function checkDuplicates(inspection: Inspection): void {
  const owners = new Map<string, string>();
  for (const { name, path, input } of inspection.services.values()) {
    if (input.ingress === undefined || input.engine !== undefined) continue;
    const { host, paths } = input.ingress;
    if (!inspection.document.isSound([...path, 'ingress', 'paths'])) continue;
    (paths ?? ['/']).forEach((prefix, index) => {
      const route = `${host}${withoutTrailingSlash(prefix)}`;
      const owner = owners.get(route);
      owners.set(route, owner ?? name);
      if (owner === undefined) return;
      const place = paths === undefined ? ['host'] : ['paths', index];
      const message = owner === name ? `${name} lists ${route} twice` : `${route} already leads to ${owner}`;
      const hint = 'give it another host or path';
      reportAt(inspection, 'CATALOG_DUPLICATE_ROUTE', [...path, 'ingress', ...place], message, { hint });
    });
  }
}

function checkProtocols(inspection: Inspection): void {
  for (const { name, path, input } of inspection.services.values()) {
    if (input.ingress === undefined || input.engine !== undefined || input.protocol !== 'tcp') continue;
    const message = `${name} speaks tcp, and the ingress forwards HTTP only`;
    const hint = 'remove `ingress`, or `protocol: tcp`';
    reportAtKey(inspection, 'CATALOG_INGRESS_NOT_HTTP', [...path, 'ingress'], message, { hint });
  }
}

/** `network` lets the outside in to a service that no host name leads to. */
function checkUnreachable(inspection: Inspection): void {
  const closed = new Set(
    [...inspection.services.values()]
      .filter((subject) => subject.input.ingress === undefined && isSound(inspection, subject, 'ingress'))
      .map(({ name }) => name),
  );
  inspection.platform.network.forEach((rule, index) => {
    if (!nameList(rule.from).includes(INGRESS)) return;
    nameList(rule.to).forEach((name, position) => {
      if (!closed.has(name)) return;
      const path = ['network', index, 'to', ...(typeof rule.to === 'string' ? [] : [position])];
      const message = `the ingress may talk to ${name}, but no host leads there`;
      const hint = `add \`ingress: { host: HOST }\` to ${name}, or remove the rule`;
      reportAt(inspection, 'CATALOG_INGRESS_WITHOUT_HOST', path, message, { severity: 'warning', hint });
    });
  });
}
