import { countLetters, type LetterCounts } from '../segment/scripts.ts';

/**
 * Folding makes texts comparable without moving a character: width, case, compatibility forms and
 * traditional → simplified, one UTF-16 unit for one unit, so that offsets need no map.
 */
export interface Fold {
  (text: string): string;
  letters(text: string): LetterCounts;
}

/** Unit → unit by NFKC and lower case, where both keep one unit one unit. */
function unitTable(): Uint16Array {
  const table = new Uint16Array(65_536);
  for (let unit = 0; unit < 65_536; unit++) {
    table[unit] = unit;
    if (unit >= 0xd800 && unit <= 0xdfff) continue;
    const folded = String.fromCharCode(unit).normalize('NFKC').toLowerCase();
    if (folded.length === 1) table[unit] = folded.charCodeAt(0);
  }
  return table;
}

const firstIdeograph = 0x3400;
const lastIdeograph = 0x9fff;

interface ScriptTables {
  /** 1: only traditional writing uses it; 2: only simplified writing does. */
  marks: Uint8Array;
  /** Traditional → simplified, one unit for one unit. */
  simple: Uint16Array;
}

function scriptTables(simplify: (text: string) => string): ScriptTables {
  const marks = new Uint8Array(65_536);
  const simple = Uint16Array.from({ length: 65_536 }, (_, unit) => unit);
  const produced = new Uint8Array(65_536);
  for (let unit = firstIdeograph; unit <= lastIdeograph; unit++) {
    const converted = simplify(String.fromCharCode(unit));
    if (converted.length !== 1 || converted.charCodeAt(0) === unit) continue;
    marks[unit] = 1;
    simple[unit] = converted.charCodeAt(0);
    produced[simple[unit]] = 1;
  }
  // What traditional writing uses as well (后, 里, 面 …) tells nothing.
  const shared =
    '后里面系制干回几只向合同丑并冲别制卷台吃吁周咸咽困园坛处姜当志念恶才托扎折挽据斗断旋昆曲术朱杆松板极柜栗核梁殿沈注炼烟片甘生症皂症秋种筑签系累纤群胡胜腊致舍芸苏荐蒙蔑蛊表谷赞赶辟采里钟锈隶雕霉须风饥';
  for (const char of shared) produced[char.charCodeAt(0)] = 0;
  for (let unit = firstIdeograph; unit <= lastIdeograph; unit++) if (produced[unit] && !marks[unit]) marks[unit] = 2;
  return { marks, simple };
}

const zhu = '著'.charCodeAt(0);
const zhe = '着'.charCodeAt(0);

/** 著 is the verb particle 着 (看著, 等著) except in words like 著作 and 顯著; the table leaves it alone. */
function isParticle(text: string, at: number): boolean {
  return !'顯显名土原編编巨'.includes(text[at - 1] ?? ' ') && !'作名稱称述者書书'.includes(text[at + 1] ?? ' ');
}

/**
 * `simplify` converts traditional to simplified characters. It is asked once for each character: by phrases it would
 * treat a few words better (乾隆), but rare characters that grow to two units would move all that follows.
 */
export function createFold(simplify: (text: string) => string): Fold {
  const { marks, simple } = scriptTables(simplify);
  const table = unitTable().map((unit) => simple[unit]);
  let buffer = new Uint16Array(4096);

  const fold = (text: string): string => {
    if (text.length > buffer.length) buffer = new Uint16Array(text.length * 2);
    let changed = false;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      const folded = table[unit];
      // 著 also comes as a compatibility ideograph (U+FA5F).
      buffer[i] = folded === zhu && isParticle(text, i) ? zhe : folded;
      if (buffer[i] !== unit) changed = true;
    }
    return changed ? decode(buffer, text.length) : text;
  };
  fold.letters = (text: string) => countLetters(text, marks);
  return fold;
}

const chunk = 4096;

function decode(units: Uint16Array, length: number): string {
  if (length <= chunk) return String.fromCharCode.apply(null, units.subarray(0, length) as unknown as number[]);
  let out = '';
  for (let at = 0; at < length; at += chunk)
    out += String.fromCharCode.apply(null, units.subarray(at, Math.min(at + chunk, length)) as unknown as number[]);
  return out;
}
