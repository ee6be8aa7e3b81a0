import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { SentimentLabel } from '../api/types.ts';
import { useTexts } from '../i18n/texts.ts';
import { bandColours, bands } from '../theme.ts';

export type BandCounts = Record<SentimentLabel, number>;

function useBandRows(counts: BandCounts) {
  const { t, number, percent } = useTexts();
  const total = bands.reduce((sum, band) => sum + counts[band], 0);
  return bands.map((band) => {
    const share = percent(total === 0 ? 0 : counts[band] / total);
    return {
      band,
      count: counts[band],
      name: `${t(band)} ${share}`,
      legend: `${t(band)} ${number(counts[band])} (${share})`,
    };
  });
}

/** Comments by band of sentiment; each band, and its line of the legend, leads to its comments. */
export function BandBar({
  counts,
  address,
}: {
  counts: BandCounts;
  address: (band: SentimentLabel) => string;
}): ReactNode {
  const rows = useBandRows(counts);
  return (
    <>
      <div className="band-bar">
        {rows.map(({ band, count, name }) => (
          <Link
            key={band}
            to={address(band)}
            style={{ flexGrow: count, background: bandColours[band] }}
            aria-label={name}
            title={name}
          />
        ))}
      </div>
      <ul className="legend">
        {rows.map(({ band, legend }) => (
          <li key={band}>
            <i style={{ background: bandColours[band] }} />
            <Link to={address(band)}>{legend}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The same in a cell of a table, told by its title. */
export function SmallBandBar({ counts }: { counts: BandCounts }): ReactNode {
  const rows = useBandRows(counts).filter(({ count }) => count > 0);
  if (rows.length === 0) return '–';
  const told = rows.map(({ name }) => name).join(' · ');
  return (
    <div className="band-bar small" role="img" aria-label={told} title={told}>
      {rows.map(({ band, count }) => (
        <span key={band} style={{ flexGrow: count, background: bandColours[band] }} />
      ))}
    </div>
  );
}
