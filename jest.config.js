/** The suite runs the TypeScript sources as native ES modules; swc strips the types, `npm run types` checks them. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
        },
        module: { type: 'es6' },
      },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testTimeout: 300_000,
  // Much of a test's time is Slack's pace; two at once fit two cores.
  maxWorkers: 2,
  // What a file's modules held is not all given back: a worker of gigabytes spends its time collecting, and slow tests fail.
  workerIdleMemoryLimit: '1200MB',
};
