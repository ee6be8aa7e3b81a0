import { CalendarOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import type { TopicRun } from '../../api/topics.ts';
import { useTexts } from '../../i18n/texts.ts';
import { useMay } from '../../parts/access.ts';
import { ScheduleDialog } from './scheduleDialog.tsx';

/** What can be made of a run: a definition that runs again and again. */
export function RunActions({ run }: { run: TopicRun }): ReactNode {
  const { t } = useTexts();
  const may = useMay('analyse');
  const [open, setOpen] = useState(false);
  if (!may || run.definitionId !== null) return null;
  const { algorithm, seed, filters, words } = run;
  const k = run.coherenceCurve === undefined ? run.k : 'auto';
  const order = { algorithm, seed, filters, k, ...(words && { words }) };
  return (
    <>
      <Button size="small" icon={<CalendarOutlined />} onClick={() => setOpen(true)}>
        {t('makeSchedule')}
      </Button>
      {open && <ScheduleDialog order={order} close={() => setOpen(false)} />}
    </>
  );
}
