/** zod with `.openapi()`; every schema imports it from here, since the method must exist before the first schema is made. */
import { extendZodWithOpenApi } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

extendZodWithOpenApi(z);

export { z };
