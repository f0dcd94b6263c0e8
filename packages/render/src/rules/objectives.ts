/** Objectives of a platform: what is recorded of them, when their budgets burn, and when nothing measures them. */
import type { Catalog } from '@nines/catalog';
import { objectiveRules, objectivesOf } from '@nines/slo';
import type { Objective } from '@nines/slo';
import { MESH } from '../workloads.ts';
import { aboutService, aboutUnknownService, type AlertSubject } from './alert.ts';
import { type Links, linkAnnotations, subjectLabels } from './alert-words.ts';
import type { RuleFile } from './rule-file.ts';

/** None where nothing is promised. */
export function objectiveRuleFiles(catalog: Catalog, links: Links): readonly RuleFile[] {
  const groups = objectiveRules(
    objectivesOf(catalog).objectives.map((objective) => withoutLabelsOf(subjectOf(objective, catalog), objective)),
    {
      wordsOf: (objective, alert) => {
        const about = subjectOf(objective, catalog);
        return { labels: subjectLabels(about), annotations: linkAnnotations(alert, about, links) };
      },
      silentWhile: (objective) => nothingToMeasure(objective, catalog),
      retentionMs: catalog.monitoring.retention.timeMs,
    },
  );
  return groups.length === 0 ? [] : [{ name: 'objectives.json', content: { groups } }];
}

function subjectOf({ service: name }: Objective, { services }: Catalog): AlertSubject {
  const service = services.find((one) => one.name === name);
  return service === undefined ? aboutUnknownService(name, 'objectives') : aboutService(service, 'objectives');
}

/** Whose an alert is the catalog says, not the document that an objective comes from. */
function withoutLabelsOf(about: AlertSubject, objective: Objective): Objective {
  const known = subjectLabels(about);
  const labels = Object.entries(objective.labels).filter(([label]) => !Object.hasOwn(known, label));
  return { ...objective, labels: Object.fromEntries(labels) };
}

/**
 * PromQL: something where no replica is wanted, or nobody says that one is. The mesh counts a service's requests from the
 * first one on: as long as it is scraped, no figure of them means no request.
 */
function nothingToMeasure({ service, name }: Objective, { services }: Catalog): string | undefined {
  const promised = services.find((one) => one.name === service);
  if (promised === undefined) return undefined;
  const isUnwanted = `absent(nines_service_replicas_desired{service="${service}"} > 0)`;
  const measure = promised.slos.find((slo) => slo.name === name)?.sli.kind;
  const isByMesh = measure === 'availability' || measure === 'latency';
  return isByMesh ? `(${isUnwanted} or up{job="${MESH}"} == 1)` : isUnwanted;
}
