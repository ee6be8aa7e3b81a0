import { PlayCircleOutlined } from '@ant-design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Form } from 'antd';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useSummary } from '../../api/queries.ts';
import { startRun } from '../../api/topics.ts';
import { filterBody, filterQuery, useFilter } from '../../filters/filter.ts';
import { useTexts } from '../../i18n/texts.ts';
import { FailureAlert } from '../../parts/failureAlert.tsx';
import { FilterTags } from '../../parts/filterTags.tsx';
import { type OrderFields, OrderFormFields, orderDefaults, orderOf } from './orderFields.tsx';

/** Fewer comments make topics that mean little. */
const fewForTopics = 50;

/** Starts a run over the comments of the filter, and goes to its page. */
export function NewRun(): ReactNode {
  const { t, number } = useTexts();
  const { filter } = useFilter();
  const go = useNavigate();
  const queries = useQueryClient();
  const chosen = useSummary(filter).data?.comments;
  const start = useMutation({
    mutationFn: (fields: OrderFields) => startRun({ ...orderOf(fields), filters: filterBody(filter) }),
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['/v1/topics'] });
      go(`/topics/${id}${filterQuery(filter)}`);
    },
  });
  return (
    <Card size="small" title={t('newRun')} style={{ marginBottom: 12 }}>
      <p className="quiet lead">{t('newRunNote')}</p>
      <Form layout="vertical" initialValues={orderDefaults} onFinish={(fields: OrderFields) => start.mutate(fields)}>
        <OrderFormFields />
        <div className="row">
          <Button
            type="primary"
            htmlType="submit"
            icon={<PlayCircleOutlined />}
            loading={start.isPending}
            disabled={chosen === undefined || chosen === 0}
          >
            {t('startRun')}
          </Button>
          {chosen !== undefined && <span>{t('ofComments', { n: number(chosen) })}</span>}
          <FilterTags filter={filter} />
        </div>
      </Form>
      {chosen === 0 && <Alert className="note" type="info" showIcon title={t('noComments')} />}
      {chosen !== undefined && chosen > 0 && chosen < fewForTopics && (
        <Alert className="note" type="warning" showIcon title={t('fewComments', { n: number(fewForTopics) })} />
      )}
      {start.error !== null && <FailureAlert of={start.error} />}
    </Card>
  );
}
