/**
 * Documents of Sloth, in its own form and as objects of Kubernetes: the same in two spellings.
 *
 * @see https://github.com/slok/sloth: pkg/prometheus/api/v1 (`prometheus/v1`) and pkg/kubernetes/api/sloth/v1
 * (`sloth.slok.dev/v1`)
 */
import { flag, listOf, mapping, oneOf, text } from '@nines/catalog/source';
import type { z } from 'zod';
import { finite, maybe, someText, texts, unread } from '../schema-parts.ts';

export const VERSION = 'prometheus/v1';
export const API_VERSION = 'sloth.slok.dev/v1';
export const KIND = 'PrometheusServiceLevel';

const query = text('PromQL, with `{{.window}}` for the length of its ranges');

const alert = mapping({
  disable: maybe(flag()),
  labels: maybe(texts()),
  annotations: maybe(texts()),
  for: unread(),
});

const alerting = { name: someText(), labels: maybe(texts()), annotations: maybe(texts()) };

function slo<S extends z.ZodType, A extends z.ZodType>(sli: S, alerts: A) {
  return mapping({
    name: text('a name'),
    description: someText(),
    objective: finite('a percentage such as `99.9`'),
    labels: maybe(texts()),
    sli,
    alerting: maybe(alerts),
    infoLabels: unread(),
    interval: unread(),
    plugins: unread(),
  });
}

const ownSlo = slo(
  mapping({
    events: maybe(
      mapping({ error_query: query, total_query: query }).transform((events) => ({
        error: events.error_query,
        total: events.total_query,
      })),
    ),
    raw: maybe(mapping({ error_ratio_query: query }).transform((raw) => raw.error_ratio_query)),
    plugin: unread(),
  }),
  mapping({ ...alerting, page_alert: maybe(alert), ticket_alert: maybe(alert) }).transform(
    ({ page_alert: page, ticket_alert: ticket, ...rest }) => ({ ...rest, page, ticket }),
  ),
);

const kubernetesSlo = slo(
  mapping({
    events: maybe(
      mapping({ errorQuery: query, totalQuery: query }).transform((events) => ({
        error: events.errorQuery,
        total: events.totalQuery,
      })),
    ),
    raw: maybe(mapping({ errorRatioQuery: query }).transform((raw) => raw.errorRatioQuery)),
    plugin: unread(),
  }),
  mapping({ ...alerting, pageAlert: maybe(alert), ticketAlert: maybe(alert) }).transform(
    ({ pageAlert: page, ticketAlert: ticket, ...rest }) => ({ ...rest, page, ticket }),
  ),
);

export const ownDocument = mapping({
  version: oneOf([VERSION]),
  service: text('the name of a service'),
  labels: maybe(texts()),
  slo_plugins: unread(),
  slos: listOf(ownSlo, 'a list of objectives'),
});

export const kubernetesObject = mapping({
  apiVersion: oneOf([API_VERSION]),
  kind: oneOf([KIND]),
  metadata: unread(),
  spec: mapping({
    service: text('the name of a service'),
    labels: maybe(texts()),
    sloPlugins: unread(),
    slos: listOf(kubernetesSlo, 'a list of objectives'),
  }),
  status: unread(),
});

export type SlothSlo = z.output<typeof ownSlo>;
export type SlothAlert = z.output<typeof alert>;
