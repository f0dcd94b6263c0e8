/**
 * Who may import whom: the one table. A line missing here is a package nobody decided about, and fails.
 *
 * `kernel` knows nothing and nobody; a capability knows `kernel` and `catalog`, never another capability;
 * only apps construct adapters; tests and benchmarks may use `testkit` besides.
 */
const CAPABILITY = ['kernel', 'catalog'];
const ADAPTER = ['kernel', 'catalog', 'system-clock'];

const MAY_IMPORT = {
  'packages/kernel': [],
  'packages/api': ['kernel'],
  'packages/catalog': ['kernel'],
  'packages/system-clock': ['kernel'],
  'packages/detection': CAPABILITY,
  'packages/slo': CAPABILITY,
  'packages/incidents': CAPABILITY,
  'packages/healing': CAPABILITY,
  'packages/chaos': CAPABILITY,
  'packages/delivery': CAPABILITY,
  'packages/capacity': CAPABILITY,
  'packages/readiness': CAPABILITY,
  'packages/render': ['kernel', 'catalog', 'slo'],
  'packages/runtime-process': ADAPTER,
  'packages/runtime-kubernetes': ADAPTER,
  'packages/mesh': ADAPTER,
  'packages/certificates': ADAPTER,
  'packages/telemetry': ADAPTER,
  'packages/store': ADAPTER,
  'packages/notify': ADAPTER,
  'packages/toolbox': ADAPTER,
  'packages/testkit': ['kernel', 'catalog', 'toolbox'],
  'packages/service-kit': [],
  'apps/cli': [
    'kernel',
    'api',
    'catalog',
    'certificates',
    'detection',
    'incidents',
    'render',
    'runtime-process',
    'slo',
    'system-clock',
    'toolbox',
  ],
  'apps/supervisor': ['kernel', 'catalog', 'certificates', 'render', 'runtime-process', 'mesh', 'system-clock'],
  'apps/certificates': ['kernel', 'certificates'],
  'apps/mesh': ['kernel', 'mesh', 'system-clock'],
  'apps/server': ['*'],
  'apps/console': ['api'],
  'services/*': ['service-kit'],
};

const TEST = '\\.test\\.ts$';
const OURS = '^(?:apps|packages|services)/';

/** `services/*` -> a pattern for any one service, captured so that a service may import itself only. */
function pattern(owner) {
  return `^(${owner.replace('*', '[^/]+')})/`;
}

function importRule([owner, allowed]) {
  const others = allowed.map((name) => `^packages/${name === '*' ? '[^/]+' : name}/`);
  return {
    name: `${owner} imports ${allowed.length === 0 ? 'nothing of ours' : `only ${allowed.join(', ')}`}`,
    severity: 'error',
    from: { path: pattern(owner) },
    to: { path: OURS, pathNot: ['^$1/', '^packages/testkit/', ...others] },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(importRule),
    {
      name: 'every package has its line in the table',
      severity: 'error',
      from: { path: OURS, pathNot: Object.keys(MAY_IMPORT).map(pattern) },
      to: {},
    },
    {
      name: 'testkit is for tests and benchmarks',
      severity: 'error',
      from: { pathNot: [TEST, '^tests/', '^bench/', '^packages/[^/]+/scripts/', '^packages/testkit/', '/testing/'] },
      to: { path: '^packages/testkit/' },
    },
    {
      // By name, `exports` in its package.json decides what can be entered; a path would go round that.
      name: 'another package is imported by its name',
      severity: 'error',
      from: { path: '^((?:apps|packages|services)/[^/]+)/' },
      to: { path: OURS, pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'kernel is pure',
      severity: 'error',
      from: { path: '^packages/kernel/', pathNot: TEST },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg'] },
    },
    {
      // A cycle of types alone does not exist when the program runs.
      name: 'no cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'every import is found',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'a dependency stands in the package.json of who imports it',
      severity: 'error',
      from: { path: OURS, pathNot: [TEST, '/testing/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|public)/' },
    moduleSystems: ['es6'],
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.d.ts'],
    },
  },
};
