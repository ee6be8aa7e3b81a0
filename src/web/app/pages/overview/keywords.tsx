import { Card, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useKeywords } from '../../api/queries.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CommentsLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { bandColours } from '../../theme.ts';

const shown = 40;
/** Polarity from which on a word is shown as good or bad. */
const clear = 0.15;

const colourOf = (polarity: number): string =>
  polarity > clear ? bandColours.positive : polarity < -clear ? bandColours.negative : bandColours.neutral;

export function KeywordPanel(): ReactNode {
  const { t, number } = useTexts();
  const { filter } = useFilter();
  const rows = useKeywords(filter, shown);
  return (
    <Card size="small" title={t('keywords')}>
      <Loaded of={rows}>
        {(words) => (
          <div className="words">
            {words.map(({ term, comments, polarity }) => (
              <CommentsLink key={term} of={{ keyword: [term] }}>
                <Tag style={{ borderInlineStart: `3px solid ${colourOf(polarity)}` }}>
                  {term} {number(comments)}
                </Tag>
              </CommentsLink>
            ))}
          </div>
        )}
      </Loaded>
    </Card>
  );
}
