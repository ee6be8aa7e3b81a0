import { Alert, Button, Result, Space, Table } from 'antd';
import type { ReactNode } from 'react';
import type { ImportResult } from '../../api/types.ts';
import { useTexts } from '../../i18n/texts.ts';
import { FailureShown } from '../../parts/failureShown.tsx';

/** What a dry run found: what would be stored, and which rows would not and why. */
export function CheckStep({ result, back, go }: { result: ImportResult; back: () => void; go: () => void }): ReactNode {
  const { t, number } = useTexts();
  const readable = result.read - result.rejected;
  return (
    <>
      <Result
        status={readable === 0 ? 'error' : result.rejected > 0 ? 'warning' : 'success'}
        title={readable === 0 ? t('nothingToImport') : t('checkedRows', { n: number(readable) })}
        subTitle={result.rejected > 0 ? t('rejectedRows', { n: number(result.rejected) }) : undefined}
        extra={
          <Space wrap>
            <Button onClick={back}>{t('back')}</Button>
            <Button type="primary" disabled={readable === 0} onClick={go}>
              {t('importNow', { n: number(readable) })}
            </Button>
          </Space>
        }
      />
      {result.rejected > 0 && <RowErrors result={result} />}
    </>
  );
}

export function RowErrors({ result }: { result: ImportResult }): ReactNode {
  const { t } = useTexts();
  return (
    <>
      <Alert type="info" title={t('rejectedNote')} style={{ marginBottom: 8 }} />
      <Table
        size="small"
        rowKey={({ row, code, column }) => `${row} ${code} ${column ?? ''}`}
        dataSource={result.errors}
        pagination={{ pageSize: 10, hideOnSinglePage: true }}
        scroll={{ x: true }}
        columns={[
          { title: t('row'), dataIndex: 'row' },
          { title: t('column'), dataIndex: 'column', render: (column?: string) => <bdi>{column ?? '–'}</bdi> },
          {
            title: t('problem'),
            key: 'problem',
            className: 'titled',
            render: (_, problem) => <FailureShown of={{ kind: 'import', ...problem }} />,
          },
        ]}
      />
    </>
  );
}
