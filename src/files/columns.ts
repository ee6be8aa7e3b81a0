import { AppError, type Problem } from '../errors.ts';
import type { ImportField, ImportOptions } from '../feedback/importing.ts';
import { limits } from '../feedback/limits.ts';
import { brief } from '../feedback/parse.ts';

type PlainField = Exclude<ImportField, `${string}.${string}`>;

/** Headers as people write them, the likelier first; compared without case, spaces, marks and what stands in brackets. */
const known: Record<PlainField, string[]> = {
  text: '评论内容 评价内容 反馈内容 留言内容 投诉内容 意见内容 意见建议 意见与建议 投诉描述 问题描述 用户评论 用户评价 客户评价 客户反馈 买家评价 评论 评价 内容 反馈 留言 意见 建议 文本 正文 原文 原声 客户原声 評論內容 評價內容 評論 評價 內容 回饋 意見 comment comments commenttext text review reviewtext content feedback body message verbatim opinion'.split(
    ' ',
  ),
  rating:
    '评分 星级 总评分 总分 综合评分 整体评分 总体评分 总体满意度 整体满意度 满意度 得分 打分 分数 評分 星級 滿意度 rating score stars star overall overallrating starrating csat nps grade'.split(
      ' ',
    ),
  channel: '渠道 来源渠道 反馈渠道 评价渠道 渠道名称 管道 通路 channel'.split(' '),
  source: '来源 数据来源 平台 來源 資料來源 source platform'.split(' '),
  occurredAt:
    '评论时间 评价时间 反馈时间 提交时间 创建时间 发布时间 发生时间 投诉时间 受理时间 登记时间 填写时间 评论日期 评价日期 时间 日期 評論時間 評價時間 時間 occurredat createdat submittedat timestamp time datetime date commentdate reviewdate'.split(
      ' ',
    ),
  author:
    '用户id 用户编号 会员id 会员编号 会员号 会员卡号 客户id 客户编号 客户号 顾客id 买家id 用户 用户名 用户昵称 昵称 客户 客户名称 会员 会员名 顾客 买家 评论人 评价人 作者 用戶id 用戶編號 會員id 會員編號 客戶編號 用戶 使用者 暱稱 會員 客戶 authorid author user userid username nickname customer customerid reviewer member memberid'.split(
      ' ',
    ),
  externalId:
    '评论id 评价id 反馈id 评论编号 评价编号 反馈编号 投诉编号 工单编号 工单号 编号 id 編號 externalid commentid reviewid feedbackid uuid'.split(
      ' ',
    ),
  language: '语言 語言 language lang locale'.split(' '),
};

const plainFields = Object.keys(known) as PlainField[];

const longestSubScore = 100;
/** 「物流评分」, `delivery score`: a sub-score with its name. */
const subScore = /^(.{1,60}?)[\s_-]*(?:评分|得分|打分|分数|星级|評分|得分|rating|score|stars)$/i;

/**
 * Which field each header feeds: as told, then by name, and everything else as metadata under its header (left out
 * when `*` is told to be empty).
 * Throws `columns_unmapped` with all that is wrong: headers that repeat, are unknown or too long, fields fed twice, no text.
 */
export function mapColumns(headers: string[], options: ImportOptions): Map<string, ImportField | ''> {
  const problems: Problem[] = [];
  const report: Report = (detail, value) => {
    const values = value === undefined ? {} : { values: { value: brief(value) } };
    problems.push({ code: 'columns_unmapped', detail, pointer: '/columns', ...values });
  };
  checkHeaders(headers, report);
  const told = readTold(headers, options.columns ?? {}, report);
  const mapping = guess(headers, told, options.columns?.['*'] === '');
  checkMapping(mapping, options, report);
  if (problems.length === 0) return mapping;
  throw new AppError('columns_unmapped', problems.map((problem) => problem.detail).join('; '), { problems });
}

/** Blank headers get a name by their position, so that their cells are not lost. */
export function nameHeaders(cells: string[]): string[] {
  return cells.map((cell, index) => cell.trim() || `column ${index + 1}`);
}

/** `value`: the header that it is about. */
type Report = (detail: string, value?: string) => void;

function checkHeaders(headers: string[], report: Report): void {
  if (headers.length > limits.tableColumns) report(`${headers.length} columns, ${limits.tableColumns} are allowed`);
  const seen = new Map<string, number>();
  headers.forEach((header, index) => {
    const before = seen.get(header);
    if (before !== undefined) report(`the header "${header}" stands in columns ${before + 1} and ${index + 1}`, header);
    seen.set(header, index);
  });
}

function readTold(headers: string[], told: NonNullable<ImportOptions['columns']>, report: Report) {
  const result = new Map<string, ImportField | ''>();
  if (told['*']) report('"*" can only be left out');
  for (const [header, field] of Object.entries(told)) {
    if (header === '*') continue;
    if (!headers.includes(header)) report(`there is no column "${header}"; there are: ${headers.join(', ')}`, header);
    else if (!isField(field)) report(`"${field}" is not a field of a comment`);
    else result.set(header, field);
  }
  return result;
}

export function isField(field: string): field is ImportField | '' {
  if (field === '' || plainFields.includes(field as PlainField)) return true;
  return /^(?:metadata|ratings)\../.test(field);
}

/** The field that each header feeds by its name; the rest becomes metadata. */
export function guessColumns(headers: string[]): Map<string, ImportField | ''> {
  return guess(headers, new Map(), false);
}

function guess(
  headers: string[],
  told: Map<string, ImportField | ''>,
  leaveOutOthers: boolean,
): Map<string, ImportField | ''> {
  const mapping = new Map(told);
  const taken = new Set(told.values());
  for (const field of plainFields) {
    if (taken.has(field)) continue;
    const header = bestHeader(headers, mapping, known[field]);
    if (header !== undefined) mapping.set(header, field);
  }
  for (const header of headers) if (!mapping.has(header)) mapping.set(header, leaveOutOthers ? '' : fallback(header));
  // In the order of the file.
  return new Map(headers.map((header) => [header, mapping.get(header)!]));
}

function bestHeader(headers: string[], mapping: Map<string, unknown>, names: string[]): string | undefined {
  for (const name of names) {
    const header = headers.find((candidate) => !mapping.has(candidate) && plain(candidate) === name);
    if (header !== undefined) return header;
  }
  return undefined;
}

function plain(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\([^()]*\)|[\s_\-/:*.#]/g, '');
}

function fallback(header: string): ImportField {
  if (/^(?:metadata|ratings)\../.test(header)) return header as ImportField;
  const name = header.length <= longestSubScore ? subScore.exec(header)?.[1] : undefined;
  return name ? `ratings.${name}` : `metadata.${header}`;
}

function checkMapping(mapping: Map<string, string>, options: ImportOptions, report: Report): void {
  const headersOf = new Map<string, string[]>();
  for (const [header, field] of mapping) if (field) headersOf.set(field, [...(headersOf.get(field) ?? []), header]);
  for (const [field, headers] of headersOf) {
    if (headers.length > 1) report(`${headers.map((header) => `"${header}"`).join(' and ')} both feed ${field}`);
    const key = /^(?:metadata|ratings)\.(.*)$/s.exec(field)?.[1];
    if (key !== undefined && key.length > limits.metadataKeyUnits) {
      report(`the name "${key}" is longer than ${limits.metadataKeyUnits} characters: map the column or leave it out`);
    }
  }
  checkCount(headersOf, 'metadata.', limits.metadataKeys, report);
  checkCount(headersOf, 'ratings.', limits.ratingsKeys, report);
  if (!headersOf.has('text')) report(`no column holds the text; there are: ${[...mapping.keys()].join(', ')}`);
  if (!headersOf.has('source') && options.defaults?.source === undefined) {
    report('no column holds the source (where the comments come from): map one to it, or give a default source');
  }
}

function checkCount(headersOf: Map<string, unknown>, prefix: string, maximum: number, report: Report): void {
  const count = [...headersOf.keys()].filter((field) => field.startsWith(prefix)).length;
  if (count > maximum) report(`${count} columns would become ${prefix}*, ${maximum} are allowed: leave some out`);
}
