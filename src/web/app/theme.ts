import { theme as antd, type ThemeConfig } from 'antd';

/** Colours of the five bands and of mixed, readable on both grounds and for the colour-blind: blue to orange. */
export const bandColours = {
  very_negative: '#b3400f',
  negative: '#e8843c',
  neutral: '#9aa0a8',
  mixed: '#8b6fc0',
  positive: '#4f9bd9',
  very_positive: '#14609f',
} as const;

export const bands = ['very_negative', 'negative', 'neutral', 'mixed', 'positive', 'very_positive'] as const;

export function themeOf(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: dark ? '#2872ad' : '#14609f',
      colorLink: dark ? '#6db0e6' : '#14609f',
      // As text on their own tint.
      ...(dark && { colorInfo: '#6db0e6' }),
      ...(!dark && {
        colorSuccess: '#237a2d',
        colorSuccessBg: '#e9f6eb',
        colorWarning: '#8a5300',
        colorWarningBg: '#fff4e0',
        colorError: '#c0281b',
        colorErrorBg: '#fdecea',
      }),
      borderRadius: 6,
      motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      // Secondary text of the library is too faint on grey to be read by all.
      colorTextSecondary: dark ? '#b3b8bf' : '#565b63',
      colorTextDescription: dark ? '#b3b8bf' : '#565b63',
      colorTextTertiary: dark ? '#a5abb3' : '#5d636c',
      colorTextPlaceholder: dark ? '#a5abb3' : '#6a7079',
    },
    components: {
      Tabs: { itemSelectedColor: dark ? '#9ccdf5' : '#0f4d80' },
      Menu: { itemSelectedColor: dark ? '#9ccdf5' : '#0f4d80' },
      Layout: dark ? { siderBg: '#141414', headerBg: '#141414' } : { siderBg: '#ffffff', headerBg: '#ffffff' },
    },
  };
}
