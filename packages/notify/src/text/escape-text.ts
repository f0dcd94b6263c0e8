/** Escaping, after cutting, never before. */

/** For `mrkdwn` of Slack: nothing in it is an instruction any more. @see Slack developer documentation, "Escaping text" */
export function escapeForSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** For HTML, in text and in attributes with double quotes. Telegram knows these four names and no others. */
export function escapeForHtml(text: string): string {
  return escapeForSlack(text).replaceAll('"', '&quot;');
}
