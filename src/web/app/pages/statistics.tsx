import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate, useParams } from 'react-router';
import { filterQuery, useFilter } from '../filters/filter.ts';
import { FilterBar } from '../filters/filterBar.tsx';
import '../i18n/statistics.ts';
import { useTexts } from '../i18n/texts.ts';
import { Scores } from './statistics/scores.tsx';
import { Trends } from './statistics/trend.tsx';

const tabs = { scores: Scores, trend: Trends };
type Tab = keyof typeof tabs;
const names = Object.keys(tabs) as Tab[];

/** What ratings and comments add up to, how sure that is, and what follows from it. */
export default function StatisticsPage(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const go = useNavigate();
  const { tab } = useParams();
  const active = names.find((name) => name === tab) ?? 'scores';
  return (
    <>
      <FilterBar />
      <Tabs
        activeKey={active}
        onChange={(key) => go(`/statistics/${key}${filterQuery(filter)}`)}
        destroyOnHidden
        items={names.map((key) => {
          const Content = tabs[key];
          return { key, label: t(`stats_${key}`), children: <Content /> };
        })}
      />
    </>
  );
}
