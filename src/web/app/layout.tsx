import {
  AlertOutlined,
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  BarChartOutlined,
  BulbOutlined,
  CarryOutOutlined,
  CommentOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  FileTextOutlined,
  ImportOutlined,
  LogoutOutlined,
  MenuOutlined,
  MoonOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  TagsOutlined,
} from '@ant-design/icons';
import { Layout as AntdLayout, Button, Drawer, Grid, Menu, Select, Skeleton, Switch } from 'antd';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useWorkspace } from './api/queries.ts';
import type { Session } from './api/session.ts';
import { changeLanguage, languages, type TextKey, useTexts } from './i18n/texts.ts';
import { prefer, usePreferences } from './preferences.ts';

interface PageEntry {
  path: string;
  name: TextKey;
  icon: ReactNode;
  scope: string;
}

/** The menu, in groups after what people come for. */
const groups: { name: TextKey; pages: PageEntry[] }[] = [
  {
    name: 'groupAnalysis',
    pages: [
      { path: '/', name: 'overview', icon: <DashboardOutlined />, scope: 'read' },
      { path: '/explore', name: 'explore', icon: <CommentOutlined />, scope: 'read' },
      { path: '/taxonomy', name: 'taxonomy', icon: <ApartmentOutlined />, scope: 'read' },
      { path: '/topics', name: 'topics', icon: <BulbOutlined />, scope: 'read' },
      { path: '/keywords', name: 'keywords', icon: <TagsOutlined />, scope: 'read' },
      { path: '/statistics', name: 'statistics', icon: <BarChartOutlined />, scope: 'read' },
      { path: '/reports', name: 'reports', icon: <FileTextOutlined />, scope: 'read' },
    ],
  },
  {
    name: 'groupReview',
    pages: [
      { path: '/issues', name: 'issueWork', icon: <CarryOutOutlined />, scope: 'read' },
      { path: '/alerts', name: 'alerts', icon: <AlertOutlined />, scope: 'read' },
      { path: '/review', name: 'review', icon: <AuditOutlined />, scope: 'review' },
      { path: '/quality', name: 'reviewQuality', icon: <SafetyCertificateOutlined />, scope: 'review' },
      { path: '/models', name: 'models', icon: <ExperimentOutlined />, scope: 'read' },
    ],
  },
  {
    name: 'groupData',
    pages: [
      { path: '/import', name: 'import', icon: <ImportOutlined />, scope: 'ingest' },
      { path: '/settings', name: 'settings', icon: <SettingOutlined />, scope: 'admin' },
    ],
  },
];
const pages = groups.flatMap((group) => group.pages);

/** The frame of all pages: where one can go, and how it shall look. The filter goes along. */
export function Layout({
  session,
  leave,
  children,
}: {
  session: Session | null;
  leave: () => void;
  children: ReactNode;
}): ReactNode {
  const { t } = useTexts();
  const { pathname } = useLocation();
  const workspace = useWorkspace();
  const wide = Grid.useBreakpoint().lg ?? true;
  const [open, setOpen] = useState(false);
  const page = pageAt(pathname);

  useEffect(() => {
    document.title = `${t(page.name)} · ${t('title')}`;
  }, [page, t]);

  const menu = <Navigation session={session} current={page.path} onClick={() => setOpen(false)} />;
  return (
    <AntdLayout className="app">
      <a className="skip" href="#main">
        {t(page.name)}
      </a>
      {wide && (
        <AntdLayout.Sider theme="light" width={200}>
          <div className="brand">
            <img src="/assets/icon.svg" alt="" width={26} height={26} />
            {t('title')}
          </div>
          {menu}
        </AntdLayout.Sider>
      )}
      <Drawer open={open && !wide} placement="left" size={240} title={t('title')} onClose={() => setOpen(false)}>
        {menu}
      </Drawer>
      <AntdLayout>
        <AntdLayout.Header className="app-header">
          {!wide && <Button icon={<MenuOutlined />} aria-label={t('menu')} onClick={() => setOpen(true)} />}
          <span className="grow">{workspace.data?.name}</span>
          {session !== null && <span>{session.user.name}</span>}
          <Appearance />
          <Button icon={<LogoutOutlined />} aria-label={t('signOut')} title={t('signOut')} onClick={leave} />
        </AntdLayout.Header>
        <main className="app-main" id="main">
          <h1 className="skip">{t(page.name)}</h1>
          <Suspense fallback={<Skeleton active />}>{children}</Suspense>
        </main>
      </AntdLayout>
    </AntdLayout>
  );
}

/** The page of an address, or of the address that it lies under. */
function pageAt(pathname: string): PageEntry {
  return pages.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`)) ?? pages[0];
}

function Navigation({
  session,
  current,
  onClick,
}: {
  session: Session | null;
  current: string;
  onClick: () => void;
}): ReactNode {
  const { t } = useTexts();
  const { search } = useLocation();
  const items = groups.flatMap(({ name, pages }) => {
    // What a key may do, the service says when it is asked.
    const open = pages.filter(({ scope }) => session === null || session.scopes.includes(scope));
    const children = open.map(({ path, name, icon }) => ({
      key: path,
      icon,
      label: <Link to={{ pathname: path, search }}>{t(name)}</Link>,
    }));
    return children.length === 0 ? [] : [{ key: name, type: 'group' as const, label: t(name), children }];
  });
  const api = { key: 'api', icon: <ApiOutlined />, label: <a href="/docs">{t('documentation')}</a> };
  return (
    <nav aria-label={t('menu')}>
      <Menu mode="inline" selectedKeys={[current]} items={[...items, api]} onClick={onClick} />
    </nav>
  );
}

export function Appearance(): ReactNode {
  const { t, language } = useTexts();
  const { dark } = usePreferences();
  return (
    <>
      <Switch
        checked={dark}
        onChange={(checked) => prefer({ dark: checked })}
        checkedChildren={<MoonOutlined />}
        aria-label={t('theme')}
      />
      <Select
        value={language}
        aria-label={t('language')}
        options={Object.entries(languages).map(([value, label]) => ({ value, label }))}
        onChange={(chosen) => {
          prefer({ language: chosen });
          void changeLanguage(chosen);
        }}
        popupMatchSelectWidth={false}
      />
    </>
  );
}
