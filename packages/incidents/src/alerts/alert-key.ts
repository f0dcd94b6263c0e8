/** What makes an alert this alert and no other. */

/** Equal for equal labels, whatever their order. */
export function alertKey(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));
}
