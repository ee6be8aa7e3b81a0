import { SettingOutlined } from '@ant-design/icons';
import { Button, Grid, Select, Tabs } from 'antd';
import { type ReactNode, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { filterQuery, useFilter } from '../filters/filter.ts';
import { FilterBar } from '../filters/filterBar.tsx';
import '../i18n/statistics.ts';
import { useTexts } from '../i18n/texts.ts';
import { useMay } from '../parts/access.ts';
import { BenchmarkTab } from './statistics/benchmark.tsx';
import { Channels } from './statistics/channels.tsx';
import { DataQuality } from './statistics/dataQuality.tsx';
import { Drivers } from './statistics/drivers.tsx';
import { Scores } from './statistics/scores.tsx';
import { Segments } from './statistics/segments.tsx';
import { SettingsDialog } from './statistics/settings.tsx';
import { Trends } from './statistics/trend.tsx';

const tabs = {
  scores: Scores,
  trend: Trends,
  channels: Channels,
  drivers: Drivers,
  segments: Segments,
  benchmark: BenchmarkTab,
  quality: DataQuality,
};
type Tab = keyof typeof tabs;
const names = Object.keys(tabs) as Tab[];

/** What ratings and comments add up to, how sure that is, and what follows from it. */
export default function StatisticsPage(): ReactNode {
  const { t } = useTexts();
  const { filter } = useFilter();
  const go = useNavigate();
  const may = useMay('admin');
  const { tab } = useParams();
  const [settings, setSettings] = useState(false);
  // Where not all tabs fit they are a list to choose from.
  const wide = Grid.useBreakpoint().lg ?? true;
  const active = names.find((name) => name === tab) ?? 'scores';
  const open = (key: string) => go(`/statistics/${key}${filterQuery(filter)}`);
  const Content = tabs[active];
  return (
    <>
      <FilterBar />
      <div className="stats-tabs">
        {may && (
          <Button
            icon={<SettingOutlined />}
            aria-label={t('calculation')}
            title={t('calculation')}
            onClick={() => setSettings(true)}
          />
        )}
        {wide ? (
          <Tabs
            activeKey={active}
            onChange={open}
            destroyOnHidden
            items={names.map((key) => ({ key, label: t(`stats_${key}`), children: key === active && <Content /> }))}
          />
        ) : (
          <>
            <Select
              className="stats-choice"
              aria-label={t('statistics')}
              value={active}
              onChange={open}
              options={names.map((key) => ({ value: key, label: t(`stats_${key}`) }))}
            />
            <Content />
          </>
        )}
      </div>
      {settings && <SettingsDialog close={() => setSettings(false)} />}
    </>
  );
}
