/** The third-party programs that Nines uses: what they are called where, and from which version on they will do. */

export const TOOL_NAMES = [
  'prometheus',
  'promtool',
  'alertmanager',
  'amtool',
  'node-exporter',
  'postgres-exporter',
  'blackbox-exporter',
] as const;

export type ToolName = (typeof TOOL_NAMES)[number];

export interface ToolDefinition {
  /** What `--version` calls it, and the name of the program in an official release. */
  readonly program: string;
  /** The project that releases it, and the archive that contains it. */
  readonly product: Product;
  /** Debian's and Ubuntu's package. */
  readonly debianPackage: string;
  /** Its name in `/usr/bin` of that package. */
  readonly debianProgram: string;
  /** The oldest version that Nines is tested with. */
  readonly minimumVersion: string;
}

/** An archive of an official release; may contain several tools. */
export type Product = 'prometheus' | 'alertmanager' | 'node_exporter' | 'postgres_exporter' | 'blackbox_exporter';

export const TOOLS: Readonly<Record<ToolName, ToolDefinition>> = {
  prometheus: {
    program: 'prometheus',
    product: 'prometheus',
    debianPackage: 'prometheus',
    debianProgram: 'prometheus',
    minimumVersion: '2.42.0',
  },
  promtool: {
    program: 'promtool',
    product: 'prometheus',
    debianPackage: 'prometheus',
    debianProgram: 'promtool',
    minimumVersion: '2.42.0',
  },
  alertmanager: {
    program: 'alertmanager',
    product: 'alertmanager',
    debianPackage: 'prometheus-alertmanager',
    debianProgram: 'prometheus-alertmanager',
    minimumVersion: '0.25.0',
  },
  amtool: {
    program: 'amtool',
    product: 'alertmanager',
    debianPackage: 'prometheus-alertmanager',
    debianProgram: 'amtool',
    minimumVersion: '0.25.0',
  },
  'node-exporter': {
    program: 'node_exporter',
    product: 'node_exporter',
    debianPackage: 'prometheus-node-exporter',
    debianProgram: 'prometheus-node-exporter',
    minimumVersion: '1.5.0',
  },
  'postgres-exporter': {
    program: 'postgres_exporter',
    product: 'postgres_exporter',
    debianPackage: 'prometheus-postgres-exporter',
    debianProgram: 'prometheus-postgres-exporter',
    minimumVersion: '0.11.1',
  },
  'blackbox-exporter': {
    program: 'blackbox_exporter',
    product: 'blackbox_exporter',
    debianPackage: 'prometheus-blackbox-exporter',
    debianProgram: 'prometheus-blackbox-exporter',
    minimumVersion: '0.23.0',
  },
};
