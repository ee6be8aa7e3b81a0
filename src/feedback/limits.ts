/** Every limit of the service. Code, documentation and tests read this table. */
export const limits = {
  analyzeComments: 100,
  analyzeBytes: 1024 * 1024,
  batchComments: 1000,
  batchBytes: 8 * 1024 * 1024,
  waitComments: 100,
  lineBytes: 256 * 1024,
  textUnits: 20_000,
  metadataKeys: 32,
  metadataKeyUnits: 64,
  metadataValueUnits: 256,
  ratingsKeys: 32,
  jsonDepth: 32,
  objectKeys: 64,
  /** Of one JSON text: objects, lists, strings, numbers, words. A full batch with everything in it has 80,000. */
  jsonValues: 100_000,
  externalIdUnits: 200,
  nameUnits: 200,
  uploadBytes: 200 * 1024 * 1024,
  xlsxBytes: 20 * 1024 * 1024,
  xlsxInflatedBytes: 200 * 1024 * 1024,
  xlsxEntries: 1000,
  /** Inflated bytes for each packed byte. */
  xlsxRatio: 100,
  /** With the header. */
  xlsxRows: 200_000,
  tableColumns: 500,
  /** Rows × columns of a sheet, and the text of all its cells: one shared string can stand in many cells. */
  xlsxCells: 5_000_000,
  xlsxTextUnits: 64 * 1024 * 1024,
  /** One row of a CSV file, in UTF-16 units. */
  csvRowUnits: 1024 * 1024,
  xlsxExportRows: 50_000,
  headerBytes: 16 * 1024,
  queryBytes: 4 * 1024,
  pageSize: 200,
  filterValues: 100,
  /** Items accepted at once. */
  bulkReviews: 100,
  /** Topics of a run. */
  topics: 200,
  /** Definitions of topic runs of a workspace. */
  topicDefinitions: 100,
  /** Filters of a workspace under a name. */
  savedFilters: 200,
  /** Words of a workspace that stand in groups of synonyms. */
  synonyms: 2000,
  /** Of a workspace. */
  businessEvents: 1000,
  /** Days that a report is about. */
  reportDays: 1100,
  reportSchedules: 100,
  targets: 100,
  /** Of one scan of the data quality. */
  scannedComments: 500_000,
  journeyStages: 20,
  /** Endpoints of a workspace. */
  webhooks: 20,
  webhookUrlUnits: 2000,
  webhookSeconds: 15,
  /** Of an answer, after which the rest is not read. */
  webhookAnswerBytes: 64 * 1024,
  /** So long an endpoint may fail without a break before it is disabled. */
  webhookFailingDays: 5,
  /** So long events can be replayed, and their deliveries looked up. */
  webhookDays: 30,
  /** Hours that the secret before the newest signs too, at most. */
  webhookOverlapHours: 168,
  /** Rules of a workspace; words of a rule, and their length. */
  alertRules: 50,
  alertWords: 50,
  alertWordUnits: 40,
  /** Comments that a preview of words reads, the newest. */
  alertPreviewComments: 20_000,
  /** A taxonomy: its leaves, inner nodes, cues of all leaves, length of a cue and of a text. */
  taxonomyLeaves: 500,
  taxonomyGroups: 60,
  taxonomyCues: 10_000,
  cueUnits: 2000,
  taxonomyTextUnits: 500,
  taxonomyBytes: 1024 * 1024,
  /** Changes of a taxonomy in one request. */
  taxonomyOperations: 100,
  /** Stored comments that a preview reads. */
  previewComments: 5000,
  /** Own words of a workspace, by list, and the length of each. */
  lexiconWords: 2000,
  lexiconStopWords: 2000,
  lexiconSentiment: 1000,
  lexiconUnits: 20,
  lexiconBytes: 512 * 1024,
  idempotencyKeyUnits: 255,
  idempotencyHours: 24,
  /** Hours that the secret before a rotation works too, at most. */
  keyGraceHours: 168,
  /** Days after which comments are erased, at most. */
  retentionDays: 36_500,
  /** External ids of one erasure. */
  erasureIds: 1000,
  loginUnits: 200,
  /** Characters as people count them; `passwordUnits` bounds what is hashed. */
  passwordCharacters: 10,
  passwordUnits: 200,
  /** A session ends after so long without a request, and at the latest after so many hours. */
  sessionIdleMinutes: 30,
  sessionHours: 12,
  /** Free room on the disk of the data folder below which the service says that it is low. */
  diskLowBytes: 1024 * 1024 * 1024,
  inviteMinutes: 30,
  /** Wrong passwords in a window: for one login (and as many more from where it signed in last), from one address. */
  signInWindowMinutes: 15,
  failedSignInsLogin: 5,
  failedSignInsAddress: 50,
} as const;
