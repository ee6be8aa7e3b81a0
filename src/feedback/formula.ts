const risky = new Set('=+-@\t\r\n\0＝＋－＠');

/**
 * Keeps a spreadsheet from running a cell as a formula: text that begins with a sign of one gets a leading `'`.
 * The API gives the text as it is.
 */
export function formulaSafe(text: string): string {
  return risky.has(text.charAt(0)) ? `'${text}` : text;
}
