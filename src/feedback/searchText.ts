import { TokenKind, type Tokens } from '../text/segment/tokens.ts';

const blank = 0x20;

/**
 * What the full-text index holds of a comment: every ideograph and every number as a word of its own, Latin words by
 * their stem, parted by blanks. A search for Chinese words is then a search for ideographs in a row, which finds
 * every occurrence however the segmenter cut it.
 */
export function searchText({ text, count, start, end, kind }: Tokens, stem: (word: string) => string): string {
  let out = '';
  let units: number[] = [];
  for (let i = 0; i < count; i++) {
    if (kind[i] === TokenKind.Han) {
      for (let at = start[i]; at < end[i]; at++) {
        units.push(text.charCodeAt(at));
        // The halves of a rare ideograph stay together.
        if ((text.charCodeAt(at) & 0xfc00) !== 0xd800) units.push(blank);
      }
    } else if (kind[i] === TokenKind.Latin) out = `${out}${flush()}${stem(text.slice(start[i], end[i]))} `;
    else if (kind[i] === TokenKind.Number || kind[i] === TokenKind.Other)
      out = `${out}${flush()}${text.slice(start[i], end[i])} `;
    if (units.length > 4096) out += flush();
  }
  return (out + flush()).trimEnd();

  function flush(): string {
    const flushed = String.fromCharCode.apply(null, units);
    units = [];
    return flushed;
  }
}

/** The phrases of a query: parts between blanks must all occur, each with its words in a row. */
export function searchPhrases(query: string, read: (text: string) => Tokens, stem: (word: string) => string): string[] {
  return query
    .split(/\s/)
    .map((part) => searchText(read(part), stem))
    .filter((phrase) => phrase !== '');
}
