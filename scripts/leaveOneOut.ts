// What: macro-F1 on sets that were left out of training altogether, their copies too: what an unknown business may expect.
// When: after a change to features, training or lexicons; takes a full training for each set.
// How:  npx tsx scripts/leaveOneOut.ts --data DIR [--sets a,b] [--seed 1] [--same-site] [--json FILE]
//       --same-site keeps other texts of the site that the set comes from (the hotel shelf of the shopping set).
//       FILE becomes what `npm run evaluate -- --write --left-out FILE` reads.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { leaveOneOut } from './train/leaveOneOut.ts';
import { trainingTools } from './train/tools.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    sets: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'same-site': { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
if (values.data === undefined) throw new Error('--data DIR is needed');
const results = leaveOneOut(trainingTools(), {
  dataDir: values.data,
  seed: Number(values.seed),
  sets: values.sets?.split(','),
  sameSite: values['same-site'],
  log: (line) => console.log(line),
});
if (values.json) {
  const sets = Object.entries(results).map(([set, { n, macroF1, accuracy, auc }]) => {
    // Of an accuracy the standard error follows from n; that of the macro-F1 of two classes is about the same.
    return [
      set,
      { figures: { n, macroF1, accuracy, auc }, errors: { macroF1: Math.sqrt((accuracy * (1 - accuracy)) / n) } },
    ];
  });
  writeFileSync(values.json, `${JSON.stringify(Object.fromEntries(sets), null, 1)}\n`);
}
