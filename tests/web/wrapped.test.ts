import { expect, it } from 'vitest';
import { wrapped } from '../../src/web/app/charts/wrapped.ts';

it.each([
  ['满意率', 12, '满意率'],
  ['售后服务态度好评率', 12, '售后服务态度\n好评率'],
  ['Delivery speed: praise', 12, 'Delivery\nspeed:\npraise'],
  ['Positive share', 14, 'Positive share'],
  ['Internationalisation of it', 12, 'Internationalisation\nof it'],
  ['App 闪退好评率', 8, 'App 闪退\n好评率'],
  ['', 12, ''],
])('%s in lines of %i', (name, most, lines) => expect(wrapped(name, most)).toBe(lines));
