import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntdApp, ConfigProvider } from 'antd';
import antdEn from 'antd/locale/en_US';
import antdZhCN from 'antd/locale/zh_CN';
import antdZhTW from 'antd/locale/zh_TW';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { BrowserRouter, Navigate, Route, Routes } from 'react-router';
import { apiKey, ProblemError } from './api/client.ts';
import { useTexts } from './i18n/texts.ts';
import { Layout } from './layout.tsx';
import { usePreferences } from './preferences.ts';
import { themeOf } from './theme.ts';

const OverviewPage = lazy(() => import('./pages/overview.tsx'));
const ExplorePage = lazy(() => import('./pages/explore.tsx'));
const ReviewPage = lazy(() => import('./pages/review.tsx'));
const TaxonomyPage = lazy(() => import('./pages/taxonomy.tsx'));
const SignInPage = lazy(() => import('./pages/signIn.tsx'));

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

export function App(): ReactNode {
  const { dark } = usePreferences();
  const { language } = useTexts();
  const [signedIn, setSignedIn] = useState(apiKey.get() !== null);
  const leave = () => {
    apiKey.forget();
    queries.clear();
    setSignedIn(false);
  };
  return (
    <ConfigProvider theme={themeOf(dark)} locale={antdTexts[language]} button={{ autoInsertSpace: false }}>
      <QueryClientProvider client={queries}>
        <AntdApp>
          <BrowserRouter>
            <Suspense>
              {signedIn ? (
                <Layout leave={leave}>
                  <Routes>
                    <Route path="/" element={<OverviewPage />} />
                    <Route path="/explore" element={<ExplorePage />} />
                    <Route path="/taxonomy" element={<TaxonomyPage />} />
                    <Route path="/review" element={<ReviewPage />} />
                    <Route path="*" element={<Navigate to="/" replace />} />
                  </Routes>
                </Layout>
              ) : (
                <SignInPage enter={() => setSignedIn(true)} />
              )}
            </Suspense>
          </BrowserRouter>
        </AntdApp>
      </QueryClientProvider>
    </ConfigProvider>
  );
}
