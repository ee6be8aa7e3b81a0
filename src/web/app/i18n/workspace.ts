import { addTexts } from './texts.ts';

const en = {
  workspaceTab: 'Workspace',
  taxonomyInUse: 'Taxonomy',
  conflictThreshold: 'Conflicts are flagged from',
  conflictThresholdNote: 'Probability from 0 to 1. A lower threshold queues more comments.',
  auditShare: 'Random sample for review',
  auditShareNote: 'Share of all comments; what recall is measured by.',
  secondOpinionShare: 'Second opinion',
  secondOpinionShareNote: 'Share of decided comments that another reviewer decides again, unseen.',
  finalCheckShare: 'Final check',
  finalCheckShareNote: 'Share of decided comments that are checked once more at the end.',
  trainAfter: 'Train after so many decisions',
  trainAfterNote: '0: only when somebody asks for it.',
  save: 'Save',
  saved: 'Saved',
  savedNote: 'Comments keep their analyses until they are read again.',
  sampleData: 'Sample data',
  sampleNote:
    '432 comments that we wrote: bank, shop, hotel, restaurant, repairs and hotline, in Chinese and English. Their source is “sample”; loading them twice changes nothing.',
};
export type WorkspaceKey = keyof typeof en;

addTexts<WorkspaceKey>({
  en,
  'zh-CN': {
    workspaceTab: '工作区',
    taxonomyInUse: '分类体系',
    conflictThreshold: '矛盾提示阈值',
    conflictThresholdNote: '0 到 1 的概率；阈值越低，进入审核的评论越多。',
    auditShare: '随机抽审比例',
    auditShareNote: '占全部评论的比例，用来衡量召回率。',
    secondOpinionShare: '二次审核比例',
    secondOpinionShareNote: '审核过的评论中，由另一位审核人独立再审的比例。',
    finalCheckShare: '终检比例',
    finalCheckShareNote: '审核过的评论中，最后再检查一遍的比例。',
    trainAfter: '累计多少条结论后训练',
    trainAfterNote: '0：只在有人要求时训练。',
    save: '保存',
    saved: '已保存',
    savedNote: '已存评论在重新分析之前保持原有分析。',
    sampleData: '示例数据',
    sampleNote:
      '我们自己编写的 432 条评论：银行、购物、酒店、餐饮、维修与热线，中英文都有。来源记为“sample”，重复加载不会产生变化。',
  },
  'zh-TW': {
    workspaceTab: '工作區',
    taxonomyInUse: '分類體系',
    conflictThreshold: '矛盾提示閾值',
    conflictThresholdNote: '0 到 1 的機率；閾值越低，進入審核的評論越多。',
    auditShare: '隨機抽審比例',
    auditShareNote: '占全部評論的比例，用來衡量召回率。',
    secondOpinionShare: '二次審核比例',
    secondOpinionShareNote: '審核過的評論中，由另一位審核人獨立再審的比例。',
    finalCheckShare: '終檢比例',
    finalCheckShareNote: '審核過的評論中，最後再檢查一遍的比例。',
    trainAfter: '累計多少則結論後訓練',
    trainAfterNote: '0：只在有人要求時訓練。',
    save: '儲存',
    saved: '已儲存',
    savedNote: '已存評論在重新分析之前保持原有分析。',
    sampleData: '範例資料',
    sampleNote:
      '我們自己編寫的 432 則評論：銀行、購物、飯店、餐飲、維修與熱線，中英文都有。來源記為「sample」，重複載入不會產生變化。',
  },
});
