export { dashboardQueries } from './dashboard-queries.ts';
export type { DashboardQuery } from './dashboard-queries.ts';
export { DASHBOARD_UIDS } from './dashboard-uids.ts';
export { dashboards } from './dashboards.ts';
export type { Dashboard } from './dashboards.ts';
