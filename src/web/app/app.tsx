import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntdApp, ConfigProvider } from 'antd';
import antdEn from 'antd/locale/en_US';
import antdZhCN from 'antd/locale/zh_CN';
import antdZhTW from 'antd/locale/zh_TW';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { BrowserRouter, Navigate, Route, Routes, useLocation, useNavigate } from 'react-router';
import { ProblemError } from './api/client.ts';
import { type Access, signOut } from './api/session.ts';
import { useTexts } from './i18n/texts.ts';
import { Layout } from './layout.tsx';
import { SessionContext } from './parts/access.ts';
import { usePreferences } from './preferences.ts';
import { themeOf } from './theme.ts';

const OverviewPage = lazy(() => import('./pages/overview.tsx'));
const ExplorePage = lazy(() => import('./pages/explore.tsx'));
const TaxonomyPage = lazy(() => import('./pages/taxonomy.tsx'));
const TopicsPage = lazy(() => import('./pages/topics.tsx'));
const TopicRunPage = lazy(() => import('./pages/topicRun.tsx'));
const KeywordsPage = lazy(() => import('./pages/keywords.tsx'));
const StatisticsPage = lazy(() => import('./pages/statistics.tsx'));
const ReviewPage = lazy(() => import('./pages/review.tsx'));
const QualityPage = lazy(() => import('./pages/quality.tsx'));
const ModelsPage = lazy(() => import('./pages/models.tsx'));
const IssuesPage = lazy(() => import('./pages/issues.tsx'));
const ReportsPage = lazy(() => import('./pages/reports.tsx'));
const AlertsPage = lazy(() => import('./pages/alerts.tsx'));
const ImportPage = lazy(() => import('./pages/import.tsx'));
const SettingsPage = lazy(() => import('./pages/settings.tsx'));
const SignInPage = lazy(() => import('./pages/signIn.tsx'));
const SetupPage = lazy(() => import('./pages/setup.tsx'));
const InvitePage = lazy(() => import('./pages/invite.tsx'));

const antdTexts: Record<string, typeof antdEn> = { 'zh-CN': antdZhCN, 'zh-TW': antdZhTW, en: antdEn };

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What was refused is refused again.
      retry: (failures, error) => !(error instanceof ProblemError) && failures < 2,
    },
  },
});

export function App({ known }: { known: Access | null }): ReactNode {
  const { dark } = usePreferences();
  const { language } = useTexts();
  // Also what the browser draws by itself: scroll bars, the pictures in date fields.
  useEffect(() => {
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [dark]);
  return (
    <ConfigProvider theme={themeOf(dark)} locale={antdTexts[language]} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={queries}>
        <AntdApp>
          <BrowserRouter>
            <Suspense>
              <Pages known={known} />
            </Suspense>
          </BrowserRouter>
        </AntdApp>
      </QueryClientProvider>
    </ConfigProvider>
  );
}

/** The doors for those who are not in yet, the app for those who are. */
function Pages({ known }: { known: Access | null }): ReactNode {
  const [access, setAccess] = useState(known);
  const [leaving, setLeaving] = useState(false);
  const { pathname } = useLocation();
  const go = useNavigate();
  const enter = (entered: Access) => {
    queries.clear();
    setAccess(entered);
    if (pathname === '/setup' || pathname === '/invite') go('/');
  };
  const leave = async () => {
    // The pages go first: what they asked for from now on would be refused.
    setLeaving(true);
    try {
      await signOut();
      queries.clear();
      setAccess(null);
    } finally {
      setLeaving(false);
    }
  };
  if (pathname === '/setup') return <SetupPage enter={enter} />;
  if (pathname === '/invite') return <InvitePage enter={enter} />;
  if (leaving) return null;
  if (access === null) return <SignInPage enter={enter} />;
  return (
    <SessionContext value={access.session}>
      <Layout session={access.session} leave={() => void leave()}>
        <Routes>
          <Route path="/" element={<OverviewPage />} />
          <Route path="/explore" element={<ExplorePage />} />
          <Route path="/taxonomy" element={<TaxonomyPage />} />
          <Route path="/topics" element={<TopicsPage tab="runs" />} />
          <Route path="/topics/suggestions" element={<TopicsPage tab="suggestions" />} />
          <Route path="/topics/schedules" element={<TopicsPage tab="schedules" />} />
          <Route path="/topics/:id" element={<TopicRunPage />} />
          <Route path="/keywords" element={<KeywordsPage />} />
          <Route path="/statistics" element={<StatisticsPage />} />
          <Route path="/statistics/:tab" element={<StatisticsPage />} />
          <Route path="/review" element={<ReviewPage />} />
          <Route path="/quality" element={<QualityPage />} />
          <Route path="/models" element={<ModelsPage />} />
          <Route path="/issues" element={<IssuesPage />} />
          <Route path="/reports" element={<ReportsPage />} />
          <Route path="/alerts" element={<AlertsPage />} />
          <Route path="/import" element={<ImportPage />} />
          <Route path="/settings" element={<SettingsPage />} />
          <Route path="*" element={<Navigate to="/" replace />} />
        </Routes>
      </Layout>
    </SessionContext>
  );
}
