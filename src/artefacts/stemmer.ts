// By deep import only: the package's index connects to databases and reads .env files.
import porter from 'natural/lib/natural/stemmers/porter_stemmer.js';

const rememberedWords = 20_000;
/** From 13 characters on V8 keeps the whole text that a word was cut from, for as long as the word is kept. */
const longestRemembered = 12;

/** The stem of an English word by Porter's algorithm. Other words come back as they are. */
export function createStemmer(): (word: string) => string {
  let known = new Map<string, string>();
  return (word) => {
    if (word.length > longestRemembered) return stemOf(word);
    let stem = known.get(word);
    if (stem === undefined) {
      if (known.size >= rememberedWords) known = new Map();
      stem = stemOf(word);
      known.set(word, stem);
    }
    return stem;
  };
}

function stemOf(word: string): string {
  return /^[a-z]{3,24}$/.test(word) ? porter.stem(word) : word;
}
