import { Button, Card, Space } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../i18n/texts.ts';

/** A chart and its table twin, one of them at a time. */
export function ChartOrTable({
  title,
  extra,
  wide = false,
  chart,
  table,
}: {
  title: string;
  extra?: ReactNode;
  wide?: boolean;
  chart: ReactNode;
  table: ReactNode;
}): ReactNode {
  const { t } = useTexts();
  const [asTable, setAsTable] = useState(false);
  return (
    <Card
      size="small"
      className={wide ? 'wide' : ''}
      title={title}
      extra={
        <Space>
          {extra}
          <Button size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {t(asTable ? 'asChart' : 'asTable')}
          </Button>
        </Space>
      }
    >
      {asTable ? table : chart}
    </Card>
  );
}
