// The import rule of the project: data flows one way, text → feedback → the shell around them.
const shell = ['artefacts', 'store', 'jobs', 'files', 'http'];
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'text-imports-nothing-of-ours', severity: 'error', from: { path: '^src/text/' }, to: { path: '^src/', pathNot: '^src/text/' } },
    { name: 'text-is-pure', severity: 'error', from: { path: '^src/text/' }, to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional'] } },
    { name: 'feedback-imports-text-only', severity: 'error', from: { path: '^src/feedback/' }, to: { path: '^src/', pathNot: '^src/(feedback|text)/|^src/errors\\.ts$' } },
    { name: 'feedback-is-pure', severity: 'error', from: { path: '^src/feedback/' }, to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional'] } },
    ...shell.map((name) => ({
      name: `${name}-keeps-out-of-its-siblings`,
      severity: 'error',
      from: { path: `^src/${name}/` },
      to: { path: `^src/(${[...shell.filter((other) => other !== name), 'web'].join('|')})/` },
    })),
    { name: 'nothing-imports-the-wiring', severity: 'error', from: {}, to: { path: '^src/(main|worker|topicWorker|trainWorker)\\.ts$' } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    // Its parser knows no TSX; biome.json keeps the web app from importing anything of ours but types of feedback.
    exclude: { path: '^src/web/' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.cjs'], exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
