/** Names of the dashboards that stay the same for good: alerts and bookmarks lead to them. */
export const DASHBOARD_UIDS = {
  overview: 'nines-overview',
  service: 'nines-service',
  objectives: 'nines-objectives',
  database: 'nines-database',
  node: 'nines-node',
  mesh: 'nines-mesh',
  alerts: 'nines-alerts',
  incidents: 'nines-incidents',
} as const;
