import { DeleteOutlined, StarOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Popover } from 'antd';
import { type ReactNode, useState } from 'react';
import { call } from '../api/client.ts';
import type { List, SavedFilter } from '../api/types.ts';
import { useTexts } from '../i18n/texts.ts';
import { useMay } from '../parts/access.ts';
import { useRefused } from '../parts/failureShown.tsx';
import { Loaded } from '../parts/states.tsx';
import { type Filter, filterBody, filterOf, useFilter } from './filter.ts';

const path = '/v1/filters';

/** The filters that people of the workspace gave a name, and the one of the page to be named. */
export function SavedFilters(): ReactNode {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      placement="bottomRight"
      content={open && <SavedList close={() => setOpen(false)} />}
    >
      <Button
        className="fixed"
        type="text"
        icon={<StarOutlined />}
        aria-expanded={open}
        aria-label={t('savedFilters')}
        title={t('savedFilters')}
      />
    </Popover>
  );
}

function SavedList({ close }: { close: () => void }): ReactNode {
  const { t } = useTexts();
  const refused = useRefused();
  const { filter, replace } = useFilter();
  const queries = useQueryClient();
  const mayKeep = useMay('analyse');
  const saved = useQuery({ queryKey: [path], queryFn: () => call<List<SavedFilter>>(path) });
  const change = useMutation({
    mutationFn: ({ id, name }: { id?: string; name?: string }) =>
      id === undefined
        ? call(path, { method: 'POST', body: { name, filter: filterBody(filter) } })
        : call(`${path}/${encodeURIComponent(id)}`, { method: 'DELETE' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [path] }),
    onError: refused,
  });
  const use = (chosen: Filter) => {
    replace(chosen);
    close();
  };
  return (
    <div className="saved-filters">
      <Loaded of={saved}>
        {({ items }) => (
          <ul>
            {items.length === 0 && <li className="quiet">{t('noSavedFilters')}</li>}
            {items.map(({ id, name, filter: kept }) => (
              <li key={id}>
                <Button type="link" onClick={() => use(filterOf(kept as Record<string, unknown>))}>
                  <bdi>{name}</bdi>
                </Button>
                {mayKeep && (
                  <Button
                    type="text"
                    size="small"
                    icon={<DeleteOutlined />}
                    aria-label={`${t('removeIssue')}: ${name}`}
                    onClick={() => change.mutate({ id })}
                  />
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {mayKeep && Object.keys(filter).length > 0 && (
        <Input.Search
          maxLength={200}
          placeholder={t('nameThisFilter')}
          aria-label={t('nameThisFilter')}
          enterButton={t('saveFix')}
          loading={change.isPending}
          onSearch={(name) => name.trim() !== '' && change.mutate({ name: name.trim() })}
        />
      )}
    </div>
  );
}
