/**
 * XML has few control characters, and the writer drops some of those, U+FFFD and noncharacters (here and there with their
 * neighbour), so they are written as OOXML does it, `_xHHHH_` (ST_Xstring), and a literal `_x` of that form too. So is the
 * first letter of `constructor` and its like: the writer looks texts up in an object, where these are taken.
 */
export function escapeControls(text: string): string {
  if (text in {}) return escapeUnits(text[0]!) + text.slice(1);
  const dropped =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be escaped
    /_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffd]|\p{Noncharacter_Code_Point}/gu;
  return text.replace(dropped, escapeUnits);
}

function escapeUnits(text: string): string {
  const escaped = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).toUpperCase());
  return escaped.map((hex) => `_x${hex.padStart(4, '0')}_`).join('');
}
