import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import '../i18n/alerts.ts';
import { useTexts } from '../i18n/texts.ts';
import { RaisedAlerts } from './alerts/raised.tsx';
import { AlertRules } from './alerts/rules.tsx';

/** What was raised, each a case with its owner, and the rules that raise it. */
export default function AlertsPage(): ReactNode {
  const { t } = useTexts();
  return (
    <Tabs
      destroyOnHidden
      items={[
        { key: 'raised', label: t('raised'), children: <RaisedAlerts /> },
        { key: 'rules', label: t('alertRules'), children: <AlertRules /> },
      ]}
    />
  );
}
