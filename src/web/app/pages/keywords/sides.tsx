import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { type Filter, filterQuery } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';

interface Side {
  name: string;
  comments: number;
  /** Null: all others, which no filter names. */
  filter: Filter | null;
}

/** How many comments are compared; each side leads to its own. */
export function Sides({ of: sides }: { of: Side[] }): ReactNode {
  const { t, number } = useTexts();
  return (
    <p className="row">
      {sides.map(({ name, comments, filter }) => {
        const shown = t('ofComments', { n: number(comments) });
        return (
          <span key={name}>
            {name}: {filter === null ? shown : <Link to={`/explore${filterQuery(filter)}`}>{shown}</Link>}
          </span>
        );
      })}
    </p>
  );
}
