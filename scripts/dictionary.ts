/**
 * What: computes the frequency that each domain word needs so that the segmenters keep it whole.
 * When: after a change of lexicons/domain-words.txt.
 * Example: npm run dictionary
 *
 * A word joins when its own probability exceeds the product of those of its pieces (the rule of jieba's suggest_freq).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Jieba } from '@node-rs/jieba';
import { dict } from '@node-rs/jieba/dict.js';

const frequencies = new Map<string, number>();
let total = 0;
for (const line of new TextDecoder().decode(dict).split('\n')) {
  const [word, count] = line.split(' ');
  if (!count) continue;
  frequencies.set(word, Number(count));
  total += Number(count);
}

const jieba = Jieba.withDict(dict);
const words = readFileSync('lexicons/domain-words.txt', 'utf8')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('#'));

const lines = [...new Set(words)].sort().map((word) => {
  let product = 1;
  for (const piece of jieba.cut(word, false)) product *= (frequencies.get(piece) ?? 1) / total;
  const needed = Math.floor(product * total) + 1;
  return `${word} ${Math.max(needed, frequencies.get(word) ?? 0, 3)} n`;
});
writeFileSync('lexicons/domain-words.dict', `${lines.join('\n')}\n`);
console.log(`${lines.length} words written to lexicons/domain-words.dict`);
