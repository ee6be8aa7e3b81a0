/** Words for why something came to nothing, by the codes of the API. */
import { addWords, type Words } from './words.ts';

const words = {
  failureDetail: ['Details (English)', '技术细节（英文）', '技術細節（英文）'],
  fail_invalid_json: ['It is not sound JSON.', '不是有效的 JSON。', '不是有效的 JSON。'],
  fail_invalid_encoding: ['It is not sound UTF-8.', '不是有效的 UTF-8 编码。', '不是有效的 UTF-8 編碼。'],
  fail_invalid_request: ['The request is not sound.', '请求无效。', '請求無效。'],
  fail_unsupported_media_type: ['This kind of content is not read.', '不支持这种内容类型。', '不支援這種內容類型。'],
  fail_not_acceptable: ['It cannot be answered in this form.', '无法以这种格式返回。', '無法以這種格式傳回。'],
  fail_unknown_field: ['There is no such field.', '没有这个字段。', '沒有這個欄位。'],
  fail_missing_field: ['A value is missing.', '缺少必填的值。', '缺少必填的值。'],
  fail_wrong_type: ['The value is of another kind, such as a word for a number.', '值的类型不对。', '值的類型不對。'],
  fail_out_of_range: ['A value is outside its range.', '值超出允许的范围。', '值超出允許的範圍。'],
  fail_invalid_format: ['A value does not have the right form.', '值的格式不对。', '值的格式不對。'],
  fail_unknown_value: ['The value is not among those that are known.', '值不在可选范围之内。', '值不在可選範圍之內。'],
  fail_duplicate_value: ['The same stands there already.', '已有相同的值。', '已有相同的值。'],
  fail_unknown_parameter: ['There is no such parameter.', '没有这个参数。', '沒有這個參數。'],
  fail_unknown_taxonomy: [
    'The taxonomy that it was read with is no longer there.',
    '所用的分类体系已不存在。',
    '所用的分類體系已不存在。',
  ],
  fail_unknown_code: ['The taxonomy has no such code.', '分类体系中没有这个代码。', '分類體系中沒有這個代碼。'],
  fail_address_refused: [
    'This address is not allowed: it is private, or does not exist.',
    '不允许使用该地址：它是内网地址，或并不存在。',
    '不允許使用此位址：它是內部網路位址，或並不存在。',
  ],
  fail_text_empty: ['There is no text.', '没有文本内容。', '沒有文字內容。'],
  fail_text_too_large: ['The text is too long.', '文本过长。', '文字過長。'],
  fail_text_not_well_formed: ['The text holds broken characters.', '文本中有损坏的字符。', '文字中有損壞的字元。'],
  fail_rating_outside_scale: ['The rating is outside its scale.', '评分超出量表范围。', '評分超出量表範圍。'],
  fail_unsafe_integer: ['The number is too large.', '数字过大。', '數字過大。'],
  fail_forbidden_key: ['A name is used that is not allowed.', '使用了不允许的名称。', '使用了不允許的名稱。'],
  fail_too_deep: ['It is nested too deeply.', '嵌套层次过深。', '巢狀層次過深。'],
  fail_too_many_keys: ['There are too many values.', '值的数量过多。', '值的數量過多。'],
  fail_duplicate_key: ['A name stands there twice.', '名称重复。', '名稱重複。'],
  fail_batch_too_large: ['Too many comments at once.', '一次提交的评论过多。', '一次提交的評論過多。'],
  fail_body_too_large: ['The request is too large.', '请求过大。', '請求過大。'],
  fail_line_too_large: ['The line is too long.', '该行过长。', '該行過長。'],
  fail_upload_too_large: [
    'The file is too large for its format.',
    '文件超过该格式允许的大小。',
    '檔案超過該格式允許的大小。',
  ],
  fail_header_too_large: ['The head of the request is too large.', '请求头过大。', '請求標頭過大。'],
  fail_query_too_large: ['The address is too long.', '地址过长。', '位址過長。'],
  fail_file_unreadable: [
    'The file cannot be read: it may be empty or gone, have no header row, an unclosed quote or an unknown encoding.',
    '文件无法读取：可能为空、已不存在、没有标题行、引号未闭合，或编码无法识别。',
    '檔案無法讀取：可能為空、已不存在、沒有標題列、引號未閉合，或編碼無法辨識。',
  ],
  fail_file_refused: [
    'The file was refused: it is an old .xls file, encrypted, damaged or unsafe. Save it as plain .xlsx or CSV.',
    '文件被拒绝：它是旧版 .xls、已加密、已损坏或不安全。请另存为普通的 .xlsx 或 CSV。',
    '檔案遭拒絕：它是舊版 .xls、已加密、已損壞或不安全。請另存為一般的 .xlsx 或 CSV。',
  ],
  fail_row_invalid: [
    'The row has another number of cells than the header.',
    '该行的单元格数与标题行不同。',
    '該列的儲存格數與標題列不同。',
  ],
  fail_columns_unmapped: [
    'The columns do not fit: one with the text or the source is missing, or a header repeats, is too long or is not known.',
    '列对应有误：缺少文本列或来源列，或有列名重复、过长、无法识别。',
    '欄位對應有誤：缺少文字欄或來源欄，或有欄名重複、過長、無法辨識。',
  ],
  fail_unauthorized: ['Sign in first.', '请先登录。', '請先登入。'],
  fail_forbidden: ['You do not have the right to do this.', '没有这项操作的权限。', '沒有這項操作的權限。'],
  fail_not_found: ['It is no longer there.', '对象已不存在。', '對象已不存在。'],
  fail_method_not_allowed: ['This cannot be done here.', '此处不支持这项操作。', '此處不支援這項操作。'],
  fail_gone: ['It has expired or been used.', '已过期或已被使用。', '已過期或已被使用。'],
  fail_idempotency_key_reused: [
    'The same key came with another request.',
    '同一个幂等键用于了不同的请求。',
    '同一個冪等鍵用於了不同的請求。',
  ],
  fail_idempotency_in_progress: [
    'The same request is still being answered.',
    '相同的请求仍在处理中。',
    '相同的請求仍在處理中。',
  ],
  fail_version_conflict: [
    'Somebody else has changed it since. Load it again.',
    '其间已被他人修改，请重新载入。',
    '其間已被他人修改，請重新載入。',
  ],
  fail_precondition_required: ['Load it again first.', '请先重新载入。', '請先重新載入。'],
  fail_state_conflict: [
    'As things stand this cannot be done.',
    '当前状态下无法进行这项操作。',
    '目前狀態下無法進行這項操作。',
  ],
  fail_not_claimed: ['Nobody has claimed this item.', '该条目尚未领取。', '該項目尚未領取。'],
  fail_lease_expired: [
    'Your time for this item is over; it went back to the queue.',
    '领取已超时，该条目已回到队列。',
    '領取已逾時，該項目已回到佇列。',
  ],
  fail_held_by_another: [
    'Another reviewer is at this item.',
    '该条目正由其他审核员处理。',
    '該項目正由其他審核員處理。',
  ],
  fail_already_decided: ['This item is decided already.', '该条目已有结论。', '該項目已有結論。'],
  fail_setup_done: ['The service is already set up.', '服务已完成设置。', '服務已完成設定。'],
  fail_rate_limited: [
    'Too many requests. Try again later.',
    '请求过于频繁，请稍后再试。',
    '請求過於頻繁，請稍後再試。',
  ],
  fail_overloaded: [
    'The service had too much to do. Try again later.',
    '服务当时过于繁忙，请稍后再试。',
    '服務當時過於繁忙，請稍後再試。',
  ],
  fail_not_ready: [
    'The service was not ready yet. Try again later.',
    '服务尚未就绪，请稍后再试。',
    '服務尚未就緒，請稍後再試。',
  ],
  fail_timeout: ['It took too long.', '超时。', '逾時。'],
  fail_storage_full: ['The disk is full.', '磁盘已满。', '磁碟已滿。'],
  fail_storage_failed: [
    'The database or the disk failed. The log of the service says more.',
    '数据库或磁盘出错，详情见服务日志。',
    '資料庫或磁碟出錯，詳情見服務日誌。',
  ],
  fail_internal: [
    'It broke off by a fault within the service. Its log says more.',
    '因服务内部错误而中断，详情见服务日志。',
    '因服務內部錯誤而中斷，詳情見服務日誌。',
  ],
  fail_cancelled: ['It was stopped.', '已停止。', '已停止。'],
  fail_unknown: ['The reason is not known.', '原因不明。', '原因不明。'],
  fail_deadline_exceeded: ['The analysis of this comment took too long.', '分析这条评论超时。', '分析這則評論逾時。'],
  fail_worker_failed: [
    'The analysis broke off at this comment.',
    '分析这条评论时出错中断。',
    '分析這則評論時出錯中斷。',
  ],
  fail_process_ended: [
    'The analysis of this comment ended its process each time.',
    '每次分析这条评论，进程都会中止。',
    '每次分析這則評論，行程都會中止。',
  ],
  fail_connection_failed: ['The other system could not be reached.', '无法连接对方系统。', '無法連線至對方系統。'],
  fail_tls_failed: [
    'The certificate of the other system is not accepted.',
    '对方系统的证书不被接受。',
    '對方系統的憑證不被接受。',
  ],
  fail_answer_refused: ['The other system answered with an error.', '对方系统返回了错误。', '對方系統傳回了錯誤。'],
  fail_analysis_failed: ['The analysis met a fault of its own.', '分析程序出现内部错误。', '分析程式出現內部錯誤。'],
  fail_endpoint_disabled: ['The webhook was switched off.', 'Webhook 已停用。', 'Webhook 已停用。'],
  fail_topics_text_empty: [
    'Beside very common and very rare words no words are left in these comments.',
    '除去过于常见和过于少见的词，这些评论中没有剩下可用的词语。',
    '除去過於常見和過於少見的詞，這些評論中沒有剩下可用的詞語。',
  ],
  fail_topics_out_of_range: [
    'The filter leaves no comments, or fewer than the number of topics.',
    '筛选后没有评论，或评论数少于主题数。',
    '篩選後沒有評論，或評論數少於主題數。',
  ],
  fail_topics_not_found: ['The topic run was deleted.', '该主题分析已被删除。', '該主題分析已被刪除。'],
  fail_train_out_of_range: [
    'No sentiment, issue or conflict has been decided by a person yet.',
    '尚未有人对情感、问题或冲突作出结论。',
    '尚未有人對情感、問題或衝突作出結論。',
  ],
  fail_quality_out_of_range: [
    'The workspace has more comments than one scan can hold.',
    '工作区的评论数超过一次检查的上限。',
    '工作區的評論數超過一次檢查的上限。',
  ],
} satisfies Words;

export type FailuresKey = keyof typeof words;

addWords(words);

/** What came to nothing, and by which code; `kind` of work where the code means something of its own there. */
export interface Failure {
  kind?: string | undefined;
  code: string;
  detail: string | null;
}

/** The sentence for a code, the detail as the API has it where there is none. */
export function failureText({ kind, code, detail }: Failure, t: (key: FailuresKey) => string): string {
  // What stands after a colon says more of it, for whoever looks into the service.
  const [name] = code.split(':');
  const key = [`fail_${kind}_${name}`, `fail_${name}`].find((one) => Object.hasOwn(words, one));
  return key === undefined ? (detail ?? code) : t(key as FailuresKey);
}
