import { Drawer, Table, Typography } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { type Block, type Cell, type Column, type ReportDocument, useReport } from '../../api/reports.ts';
import { useTexts } from '../../i18n/texts.ts';
import { PlainText } from '../../parts/plain.tsx';
import { Loaded } from '../../parts/states.tsx';

/** A report as it was made; its charts are the tables behind them, the files have them drawn. */
export function ReportDrawer({ id, close }: { id: string; close: () => void }): ReactNode {
  const report = useReport(id);
  return (
    <Drawer open size={900} title={report.data?.document?.title} onClose={close}>
      <Loaded of={report}>{({ document }) => document && <Document of={document} />}</Loaded>
    </Drawer>
  );
}

function Document({ of }: { of: ReportDocument }): ReactNode {
  return of.sections.map(({ id, title, blocks }) => (
    <section key={id} lang={of.language}>
      <Typography.Title level={3}>{title}</Typography.Title>
      {blocks.map((block, i) => (
        // A frozen document: its blocks never change places.
        // biome-ignore lint/suspicious/noArrayIndexKey: nothing else names a block
        <Shown key={i} block={block} of={of} />
      ))}
    </section>
  ));
}

function Shown({ block, of }: { block: Block; of: ReportDocument }): ReactNode {
  switch (block.kind) {
    case 'text':
      return <p className="comment-text">{block.text}</p>;
    case 'heading':
      return <Typography.Title level={4}>{block.text}</Typography.Title>;
    case 'list':
      return (
        <ul>
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      );
    case 'table':
      return <Figures title={block.title} columns={block.columns} rows={block.rows} />;
    case 'chart':
      return (
        <Figures
          title={block.title}
          columns={[
            { name: '', format: 'text' },
            ...block.series.map(({ name }) => ({ name, format: block.format }) as Column),
          ]}
          rows={block.categories.map((category, i) => [
            category,
            ...block.series.map(({ values }) => values[i] ?? null),
          ])}
        />
      );
    case 'quotes':
      return (
        <>
          <strong>{block.title}</strong>
          <Quotes places={block.quotes} of={of} />
        </>
      );
    case 'steps':
      return block.steps.map(({ title, text, quotes }) => (
        <div key={title}>
          <strong>{title}</strong>
          <p className="comment-text">{text}</p>
          <Quotes places={quotes} of={of} />
        </div>
      ));
  }
}

function Figures({ title, columns, rows }: { title: string; columns: Column[]; rows: Cell[][] }): ReactNode {
  const show = useCell();
  return (
    <Table
      size="small"
      title={() => title}
      rowKey={(row) => JSON.stringify(row)}
      dataSource={rows}
      pagination={{ pageSize: 12, hideOnSinglePage: true }}
      scroll={{ x: true }}
      style={{ marginBlock: 12 }}
      columns={columns.map(({ name, format }, i) => ({
        title: name,
        key: String(i),
        align: format === 'text' ? undefined : 'right',
        render: (_: unknown, row: Cell[]) => show(row[i] ?? null, format),
      }))}
    />
  );
}

function useCell(): (cell: Cell, format: Column['format']) => string {
  const { t, number, percent } = useTexts();
  return (cell, format) => {
    if (cell === null) return t('tooFewToShow');
    if (typeof cell === 'string') return cell;
    if (format === 'percent') return percent(cell);
    if (format === 'signed') return `${cell > 0 ? '+' : ''}${percent(cell)}`;
    return number(cell, format === 'count' ? 0 : format === 'p' ? 4 : 2);
  };
}

function Quotes({ places, of }: { places: number[]; of: ReportDocument }): ReactNode {
  const { t } = useTexts();
  return places.map((place) => {
    const { commentId, text, day, channel, rating } = of.quotes[place];
    return (
      <blockquote key={commentId} className="comment-text">
        {text === null ? <em>{t('erasedQuote')}</em> : <PlainText text={text} />}{' '}
        <span className="quiet">
          {[day, channel, rating].filter((part) => part !== null).join(' · ')}{' '}
          {text !== null && <Link to={`/explore?comment=${encodeURIComponent(commentId)}`}>{t('showComments')}</Link>}
        </span>
      </blockquote>
    );
  });
}
