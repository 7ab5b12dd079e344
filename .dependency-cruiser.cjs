/** The import rules of the architecture: imports point downwards only. */
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'time-knows-nothing',
      comment: 'time is the ground',
      severity: 'error',
      from: { path: '^src/time' },
      to: { path: '^(src/(?!time)|commands|jobs)' },
    },
    {
      name: 'cases-are-pure',
      comment: 'rules know time and words, not Slack, not the store',
      severity: 'error',
      from: { path: '^src/cases' },
      to: { path: '^(src/(?!cases|time)|commands|jobs)' },
    },
    {
      name: 'engine-knows-no-kind',
      comment: 'only kinds.ts has a row for each; all else reads the rows',
      severity: 'error',
      from: { path: '^src/cases/[^/]+$', pathNot: '^src/cases/kinds[.]ts$' },
      to: { path: '^src/cases/[^/]+/' },
    },
    {
      name: 'a-kind-knows-others-by-their-index',
      severity: 'error',
      from: { path: '^src/cases/([^/]+)/' },
      to: { path: '^src/cases/[^/]+/', pathNot: '^src/cases/($1/|[^/]+/index[.]ts$)' },
    },
    {
      name: 'kinds-do-not-know-their-table',
      comment: 'kinds.ts imports every kind: whoever of them needs it makes a circle',
      severity: 'error',
      from: { path: '^src/cases/[^/]+/' },
      to: { path: '^src/cases/kinds[.]ts$' },
    },
    {
      name: 'store-knows-cases',
      severity: 'error',
      from: { path: '^src/store' },
      to: { path: '^(src/(?!store|cases|time|lanes)|commands|jobs)' },
    },
    {
      name: 'embedded-stands-alone',
      severity: 'error',
      from: { path: '^src/embedded' },
      to: { path: '^(src/(?!embedded)|commands|jobs)' },
    },
    {
      name: 'slack-below-commands',
      severity: 'error',
      from: { path: '^src/slack' },
      to: { path: '^(src/(sandbox|embedded|app|main)|commands|jobs)' },
    },
    {
      name: 'only-the-edge-knows-bolt',
      severity: 'error',
      from: { pathNot: '^(commands|src/slack|src/doctor|test)' },
      to: { path: 'node_modules/@slack/(bolt|web-api|types)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'only-the-store-knows-mongoose',
      severity: 'error',
      from: { pathNot: '^(src/store|test)' },
      to: { path: 'node_modules/mongoose', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-machinery-knows-no-subject',
      comment: 'commands/shared reads what subjects declare (commands/subject.ts), and names none',
      severity: 'error',
      from: { path: '^commands/shared' },
      to: { path: '^commands/(?!shared/|subject\\.ts$)' },
    },
    {
      name: 'a-subject-knows-another-by-its-index',
      severity: 'error',
      from: { path: '^commands/(?!shared/)([^/]+)/' },
      to: { path: '^commands/(?!shared/|subject\\.ts$)', pathNot: '^commands/($1/|[^/]+/index\\.ts$)' },
    },
    { name: 'nothing-imports-main', severity: 'error', from: {}, to: { path: '^src/main' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Its parser reads no JSX: Biome keeps the page's imports (biome.json).
    exclude: { path: '^(dist|src/sandbox/page)' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
    moduleSystems: ['es6', 'cjs'],
  },
};
