/** How the two forms of Sloth call the same things, for places in documents. */

export interface Spelling {
  readonly error: string;
  readonly total: string;
  readonly errorRatio: string;
  readonly page: string;
  readonly ticket: string;
  readonly plugins: string;
}

export const OWN: Spelling = {
  error: 'error_query',
  total: 'total_query',
  errorRatio: 'error_ratio_query',
  page: 'page_alert',
  ticket: 'ticket_alert',
  plugins: 'slo_plugins',
};

export const KUBERNETES: Spelling = {
  error: 'errorQuery',
  total: 'totalQuery',
  errorRatio: 'errorRatioQuery',
  page: 'pageAlert',
  ticket: 'ticketAlert',
  plugins: 'sloPlugins',
};
