/**
 * The files that a chat takes unless its deployment takes fewer: their types by how their names end. Browsers do not say
 * it of every file (of HEIC none does, on Windows of more).
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/feature-limits.html#feature-limits-chat
 */
const office = 'application/vnd.openxmlformats-officedocument.';

const types: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  doc: 'application/msword',
  docx: `${office}wordprocessingml.document`,
  heic: 'image/heic',
  jfif: 'image/jpeg',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  mov: 'video/quicktime',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  png: 'image/png',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: `${office}presentationml.presentation`,
  rtf: 'application/rtf',
  txt: 'text/plain',
  wav: 'audio/wav',
  xls: 'application/vnd.ms-excel',
  xlsx: `${office}spreadsheetml.sheet`,
};

/** Bytes that a file may have. */
export const largestAttachment = 20 * 1024 * 1024;

/** What a file picker offers: `<input type="file" accept={attachable}>`. */
export const attachable: string = Object.keys(types)
  .map((extension) => `.${extension}`)
  .join();

/** The type of a file by its name; undefined for one that no chat takes. */
export function attachmentType(name: string): string | undefined {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(types, extension) ? types[extension] : undefined;
}
