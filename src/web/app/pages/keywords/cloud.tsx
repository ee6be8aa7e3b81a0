import { Grid, Skeleton } from 'antd';
import { lazy, type ReactNode, Suspense, useMemo } from 'react';
import { useNavigate } from 'react-router';
import type { KeywordRow } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useCommentsAddress } from '../../parts/links.tsx';
import { usePreferences } from '../../preferences.ts';
import { sideColours, sideOf, sides } from './polarity.tsx';

const WordCloudChart = lazy(() => import('../../charts/wordCloud.tsx'));
const shown = 80;

/** Words by weight, coloured by polarity; a word leads to its comments. The table beside it says the same. */
export function Cloud({ words }: { words: KeywordRow[] }): ReactNode {
  const { t, number } = useTexts();
  const { dark } = usePreferences();
  const address = useCommentsAddress();
  const go = useNavigate();
  const narrow = !(Grid.useBreakpoint().md ?? true);
  const colours = sideColours[dark ? 'dark' : 'light'];
  const option = useMemo(
    () => ({
      animation: false,
      tooltip: {
        renderMode: 'richText',
        confine: true,
        formatter: ({ dataIndex }: { dataIndex: number }) => {
          const { term, comments, polarity } = words[dataIndex];
          return `${term}\n${t('commentCount', { n: number(comments) })} · ${t(sideOf(polarity))} ${number(polarity, 2)}`;
        },
      },
      series: [
        {
          type: 'wordCloud',
          width: '96%',
          height: '96%',
          left: 'center',
          top: 'center',
          sizeRange: narrow ? [12, 40] : [15, 68],
          rotationRange: [0, 0],
          gridSize: 8,
          shrinkToFit: true,
          drawOutOfBound: false,
          // Drawn the same whenever the words are the same.
          shuffle: false,
          layoutAnimation: false,
          textStyle: { fontFamily: 'sans-serif', fontWeight: 600 },
          emphasis: { textStyle: { textBorderWidth: 0, textShadowBlur: 0 } },
          data: words.slice(0, shown).map(({ term, weight, polarity }) => ({
            name: term,
            value: Math.sqrt(weight),
            textStyle: { color: colours[sideOf(polarity)] },
          })),
        },
      ],
    }),
    [words, colours, narrow, t, number],
  );
  return (
    <>
      <Suspense fallback={<Skeleton.Node active className="chart" />}>
        <WordCloudChart
          option={option}
          label={t('cloud')}
          dark={dark}
          onSelect={(_, point) => go(address({ keyword: [words[point].term] }))}
        />
      </Suspense>
      <ul className="legend">
        {sides.map((side) => (
          <li key={side}>
            <i style={{ background: colours[side] }} />
            {t(side)}
          </li>
        ))}
      </ul>
    </>
  );
}
