/** The words of the pages. `data-text` names one of them. */
const texts = {
  'zh-CN': {
    other: 'English',
    about: '自托管的客户反馈文本挖掘服务：评论进来，带证据的问题、情感和评分冲突出去。',
    ready: '服务运行正常，可以分析评论。',
    notReady: '服务已启动，分析器仍在加载……',
    unreachable: '无法连接服务。',
    notSetUp: '服务尚未初始化：请打开启动时打印在终端里的初始化链接。',
    docs: '接口文档',
    key: 'API 密钥',
    keyNote: '密钥只保存在本标签页中，关闭后即消失。',
    show: '查看概况',
    forget: '清除密钥',
    summary: '评论概况',
    comments: '评论数',
    pending: '待分析',
    conflictsOpen: '待审冲突',
    issuesOpen: '未结问题',
    overdue: '已超时',
    csat: '满意率',
    sentiment: '情感分布',
    veryNegative: '很负面',
    negative: '负面',
    neutral: '中性',
    mixed: '褒贬都有',
    positive: '正面',
    veryPositive: '很正面',
    issues: '最常见的问题',
    issue: '问题',
    negativeShare: '负面占比',
    empty: '这里还没有评论。可以先加载示例数据看看效果。',
    sample: '加载示例数据',
    loading: '正在加载',
    loaded: '示例数据已加载。',
    failed: '没有成功：',
    setupTitle: '初始化',
    setupNote: '点击下面的按钮，用初始化链接换取第一个管理员密钥。密钥只显示这一次，请妥善保存。',
    setupDone: '服务已经初始化过了。',
    noToken: '这个地址里没有初始化令牌。请完整打开启动时打印的链接。',
    workspace: '工作区名称',
    taxonomy: '标签体系',
    create: '创建管理员密钥',
    yourKey: '这是管理员密钥，只显示这一次：',
    goOn: '前往首页',
    cx: '通用客户体验',
    dining: '餐饮',
    equipment: '设备',
    banking: '银行',
  },
  en: {
    other: '中文',
    about:
      'Self-hosted text mining for customer feedback: comments in; issues with evidence, sentiment and rating conflicts out.',
    ready: 'The service runs and can read comments.',
    notReady: 'The service has started; the analyser is still loading…',
    unreachable: 'The service cannot be reached.',
    notSetUp: 'The service is not set up yet: open the set-up link that it printed in the terminal.',
    docs: 'API documentation',
    key: 'API key',
    keyNote: 'The key stays in this tab and is gone when you close it.',
    show: 'Show the summary',
    forget: 'Forget the key',
    summary: 'The comments',
    comments: 'Comments',
    pending: 'Waiting',
    conflictsOpen: 'Open conflicts',
    issuesOpen: 'Open issues',
    overdue: 'Overdue',
    csat: 'CSAT',
    sentiment: 'Sentiment',
    veryNegative: 'very negative',
    negative: 'negative',
    neutral: 'neutral',
    mixed: 'mixed',
    positive: 'positive',
    veryPositive: 'very positive',
    issues: 'Most frequent issues',
    issue: 'Issue',
    negativeShare: 'Negative',
    empty: 'There are no comments yet. The sample shows what it looks like.',
    sample: 'Load the sample',
    loading: 'Loading',
    loaded: 'The sample is loaded.',
    failed: 'That did not work: ',
    setupTitle: 'Set-up',
    setupNote: 'Trade the set-up link for the first admin key. The key is shown this once; keep it safe.',
    setupDone: 'This service is set up already.',
    noToken: 'There is no set-up token in this address. Open the whole link that the service printed.',
    workspace: 'Name of the workspace',
    taxonomy: 'Taxonomy',
    create: 'Make the admin key',
    yourKey: 'This is the admin key. It is shown this once:',
    goOn: 'To the start page',
    cx: 'Customer experience',
    dining: 'Restaurants',
    equipment: 'Equipment',
    banking: 'Banking',
  },
};

const stored = localStorage.getItem('language');
let language = stored in texts ? stored : navigator.language.startsWith('zh') ? 'zh-CN' : 'en';

export function t(name) {
  return texts[language][name];
}

export function currentLanguage() {
  return language;
}

/** Writes the words into the page and makes the button switch; `redraw` writes what a script wrote. */
export function startLanguage(button, redraw) {
  const write = () => {
    document.documentElement.lang = language;
    for (const element of document.querySelectorAll('[data-text]')) element.textContent = t(element.dataset.text);
    button.textContent = t('other');
    redraw();
  };
  button.addEventListener('click', () => {
    language = language === 'en' ? 'zh-CN' : 'en';
    localStorage.setItem('language', language);
    write();
  });
  write();
}
