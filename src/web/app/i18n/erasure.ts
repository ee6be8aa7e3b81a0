import { addTexts } from './texts.ts';

const en = {
  privacy: 'Erase personal data',
  retentionDays: 'Days to keep comments',
  retentionDaysNote: 'Empty: forever. Older comments are erased with all that was derived from them.',
  erasureNote:
    'Erases comments with their analyses, issues, decisions, quotes and search words, in this workspace. This cannot be undone. What was exported or sent before is out of reach.',
  erasureBy: 'What to erase',
  erasureBy_author: 'Everything by one author',
  erasureBy_externalIds: 'Comments by their external IDs',
  erasureAuthor: 'Author, as sent with the comments',
  erasureIds: 'External IDs, one per line',
  erasureSource: 'Source (empty: any)',
  erasureRetrain: 'Retrain the workspace’s own model without them',
  erase: 'Erase',
  eraseSure: 'Erase permanently?',
  erasing: 'Erasing',
  erasedCount: '{{found}} comments found, {{erased}} erased.',
};
export type ErasureKey = keyof typeof en;

addTexts<ErasureKey>({
  en,
  'zh-CN': {
    privacy: '删除个人数据',
    retentionDays: '评论保留天数',
    retentionDaysNote: '留空：一直保留。到期的评论连同由它得出的一切一起删除。',
    erasureNote: '删除本工作区中的评论及其分析、问题、结论、引文和检索词，无法撤销。此前导出或推送出去的内容无法收回。',
    erasureBy: '删除对象',
    erasureBy_author: '某位作者的全部评论',
    erasureBy_externalIds: '按外部编号指定的评论',
    erasureAuthor: '作者（与导入时一致）',
    erasureIds: '外部编号，每行一个',
    erasureSource: '来源（留空：不限）',
    erasureRetrain: '删除后重新训练工作区模型',
    erase: '删除',
    eraseSure: '确定永久删除吗？',
    erasing: '正在删除',
    erasedCount: '找到 {{found}} 条评论，已删除 {{erased}} 条。',
  },
  'zh-TW': {
    privacy: '刪除個人資料',
    retentionDays: '評論保留天數',
    retentionDaysNote: '留空：一直保留。到期的評論連同由它得出的一切一併刪除。',
    erasureNote: '刪除本工作區中的評論及其分析、問題、結論、引文和檢索詞，無法復原。先前匯出或推送出去的內容無法收回。',
    erasureBy: '刪除對象',
    erasureBy_author: '某位作者的全部評論',
    erasureBy_externalIds: '依外部編號指定的評論',
    erasureAuthor: '作者（與匯入時一致）',
    erasureIds: '外部編號，每行一個',
    erasureSource: '來源（留空：不限）',
    erasureRetrain: '刪除後重新訓練工作區模型',
    erase: '刪除',
    eraseSure: '確定永久刪除嗎？',
    erasing: '正在刪除',
    erasedCount: '找到 {{found}} 則評論，已刪除 {{erased}} 則。',
  },
});
