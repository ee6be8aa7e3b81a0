const instantPattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2}))?$/;

/**
 * Reads an ISO-8601 instant with a zone (`2026-05-03T14:20:00+08:00`, seconds optional) or a plain date
 * (`2026-05-03`, midnight UTC) and gives it in UTC with milliseconds. Null for everything else: nonsense dates,
 * times without a zone, leap seconds, 24:00, years before 1900. Finer fractions are cut to milliseconds.
 * Independent of the machine's time zone.
 */
export function parseInstant(text: string): string | null {
  const match = instantPattern.exec(text);
  if (!match) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  if (!isDate(Number(year), Number(month), Number(day))) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const offset = zoneMinutes(zone);
  if (offset === null) return null;
  const time = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute) - offset,
    Number(second),
    Number(fraction.padEnd(3, '0').slice(0, 3)),
  );
  const iso = new Date(time).toISOString();
  return iso.length === 24 && iso >= '1900' ? iso : null;
}

/** Whether the calendar (Gregorian, 1900–9999) has this day. */
export function isDate(year: number, month: number, day: number): boolean {
  if (year < 1900 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** Minutes east of UTC; real zones lie between −12:00 and +14:00. */
function zoneMinutes(zone: string): number | null {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  if (minutes > 59) return null;
  const offset = (zone.startsWith('-') ? -1 : 1) * (60 * hours + minutes);
  return offset >= -720 && offset <= 840 ? offset : null;
}
