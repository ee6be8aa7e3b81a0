import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Request, RequestHandler, Response } from 'express';
import multer from 'multer';
import { AppError, type ProblemCode } from '../errors.ts';
import type { UploadedFile } from '../feedback/importing.ts';
import { limits } from '../feedback/limits.ts';

const fieldBytes = 64 * 1024;
const nameUnits = 255;
/** An upload that stands still for this long has gone. */
const idleMs = 30_000;

export interface Upload {
  file: UploadedFile;
  /** The other fields of the form as sent. */
  fields: Record<string, unknown>;
}

/**
 * Spools the one file of a multipart form into `folder` under a random name. Whoever gets the upload owns the file;
 * after an error it is gone already.
 */
export async function receiveUpload(request: Request, response: Response, folder: string): Promise<Upload> {
  const spool = multer({
    dest: folder,
    // Without it busboy reads file names as Latin-1.
    defParamCharset: 'utf8',
    limits: { fileSize: limits.uploadBytes, files: 1, fields: 3, parts: 4, fieldSize: fieldBytes, fieldNameSize: 100 },
  }).single('file');
  await complete(request, response, spool);
  const spooled = request.file;
  if (!spooled) throw refuse('missing_field', 'The form has no part `file` with a file.', '/file');
  const file = { path: spooled.path, name: spooled.originalname, bytes: spooled.size };
  try {
    checkFile(file);
  } catch (error) {
    await discardUpload(file);
    throw error;
  }
  return { file, fields: { ...request.body } };
}

/** Resolves with the end of the form. One that stands still is answered; should it come after all, it is thrown away. */
function complete(request: Request, response: Response, spool: RequestHandler): Promise<void> {
  return new Promise((resolve, reject) => {
    let late = false;
    request.setTimeout(idleMs, () => {
      late = true;
      reject(new AppError('timeout', 'The upload stopped before its end.'));
    });
    void spool(request, response, (error?: unknown) => {
      request.setTimeout(0);
      if (late && request.file) void discardUpload(request.file).catch(() => {});
      if (error) reject(toUploadError(error));
      else resolve();
    });
  });
}

export function discardUpload(file: Pick<UploadedFile, 'path'>): Promise<void> {
  return rm(file.path, { force: true });
}

export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

function checkFile({ name, bytes }: UploadedFile): void {
  if (name.length === 0 || name.length > nameUnits || /[\0\ufffd]|\p{Cs}/u.test(name)) {
    throw refuse('invalid_format', `A file name is UTF-8 of at most ${nameUnits} characters.`, '/file');
  }
  if (/\.xlsx$/i.test(name) && bytes > limits.xlsxBytes) {
    throw refuse('upload_too_large', `An XLSX file may have ${limits.xlsxBytes} bytes.`, '/file', limits.xlsxBytes);
  }
}

/** Code, detail, and how many bytes there may be. */
const multerProblems: Record<string, [ProblemCode, string, number?]> = {
  LIMIT_FILE_SIZE: ['upload_too_large', `A file may have ${limits.uploadBytes} bytes.`, limits.uploadBytes],
  LIMIT_FILE_COUNT: ['invalid_request', 'The form takes one file.'],
  LIMIT_UNEXPECTED_FILE: ['unknown_field', 'The file belongs into the part `file`.'],
  LIMIT_FIELD_COUNT: ['unknown_field', 'The form has more fields than there are.'],
  LIMIT_PART_COUNT: ['unknown_field', 'The form has more parts than there are.'],
  LIMIT_FIELD_KEY: ['unknown_field', 'A field of the form has a name that is too long.'],
  LIMIT_FIELD_VALUE: ['out_of_range', `A field of the form may have ${fieldBytes} bytes.`],
};

/** What multer and busboy say is the client's doing, unless the disk said it. */
function toUploadError(error: unknown): AppError {
  const { code, field, syscall } = error as { code?: string; field?: string; syscall?: string };
  if (code === 'ENOSPC') return new AppError('storage_full', 'There is no room for the upload.', { cause: error });
  if (syscall !== undefined) return new AppError('internal', 'The upload could not be kept.', { cause: error });
  const known = multerProblems[code ?? ''];
  if (!known) return new AppError('invalid_request', 'The multipart form is broken or incomplete.', { cause: error });
  return refuse(known[0], known[1], field === undefined ? '' : `/${field}`, known[2]);
}

function refuse(code: ProblemCode, detail: string, pointer: string, maximum?: number): AppError {
  const values = maximum === undefined ? {} : { values: { maximum, unit: 'bytes' as const } };
  return new AppError(code, detail, { problems: [{ code, detail, pointer, ...values }] });
}
