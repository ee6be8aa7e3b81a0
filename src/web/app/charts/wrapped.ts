/** A character of Chinese is as wide as two Latin ones. */
const breadth = (text: string): number =>
  [...text].reduce((sum, character) => sum + (/[\u2e80-\uffef]/.test(character) ? 2 : 1), 0);

/**
 * A name in lines of at most `most` half-width characters: Chinese is cut anywhere, Latin words between them, so that a word
 * that is longer has a line of its own.
 */
export function wrapped(name: string, most: number): string {
  const lines: string[] = [];
  let line = '';
  for (const [piece] of name.matchAll(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+|\s+/g)) {
    if (breadth((line + piece).trim()) > most && line.trim() !== '') {
      lines.push(line.trim());
      line = '';
    }
    line += piece;
  }
  return [...lines, line.trim()].filter((one) => one !== '').join('\n');
}
