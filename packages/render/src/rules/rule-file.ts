/** Rules that are written, replaced and loaded together. */
import type { RuleGroup } from '@nines/kernel';

export interface RuleFile {
  /** Without directory: `traffic.json`. */
  readonly name: string;
  /** What the file says, in JSON or in YAML. */
  readonly content: { readonly groups: readonly RuleGroup[] };
}
