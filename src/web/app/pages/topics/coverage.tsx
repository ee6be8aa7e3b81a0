import { Card } from 'antd';
import type { ReactNode } from 'react';
import { type Coverage, useCoverage } from '../../api/topics.ts';
import { useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { CommentsLink } from '../../parts/links.tsx';
import { Loaded } from '../../parts/states.tsx';
import { lastDay } from '../overview/periods.ts';

const monthsShown = 12;

/** Comments without a leaf, by channel and month: the darker, the larger their share. */
export function CoveragePanel(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const rows = useCoverage(filter, 'channel_month');
  return (
    <Card size="small" title={t('coverageTitle')}>
      <p className="quiet lead">{t('coverageHelp')}</p>
      <Loaded of={rows}>{(items) => <CoverageMatrix rows={items} />}</Loaded>
    </Card>
  );
}

function CoverageMatrix({ rows }: { rows: Coverage[] }): ReactNode {
  const { t, percent, number } = useTexts();
  const months = [...new Set(rows.map(({ period = '' }) => period))].sort().slice(-monthsShown);
  const channels = [...new Set(rows.map(({ channel = '' }) => channel))];
  const found = new Map(rows.map((row) => [`${row.period} ${row.channel}`, row.covered]));
  if (rows.length === 0) return <span className="quiet">{t('emptyFilter')}</span>;
  return (
    <div className="matrix">
      <table>
        <thead>
          <tr>
            <th scope="col">{t('channel')}</th>
            {months.map((month) => (
              <th scope="col" key={month}>
                {month.slice(0, 7)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {channels.map((channel) => (
            <tr key={channel}>
              <th scope="row">{channel === '' ? t('noChannel') : channel}</th>
              {months.map((month) => {
                const covered = found.get(`${month} ${channel}`);
                if (covered === undefined) return <td key={month}>–</td>;
                const missing = 1 - covered.value;
                const cell = `${percent(missing, 0)} · ${number(Math.round(missing * covered.n))}`;
                return (
                  <td key={month} style={{ background: `rgb(232 132 60 / ${Math.round(missing * 55)}%)` }}>
                    <CommentsLink
                      of={{ covered: ['false'], channel: [channel], from: [month], to: [lastDay(month, 'month')] }}
                    >
                      {cell}
                    </CommentsLink>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
