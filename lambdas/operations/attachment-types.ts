/** A kind of file that a chat takes. */
export interface AttachmentType {
  /** The one name under which we compare it and tell it to Connect: lower case, without parameters. */
  readonly type: string;
  /** Other names that browsers and phones give the same kind of file. */
  readonly aliases: readonly string[];
  /** How such files' names end, without the dot. */
  readonly extensions: readonly string[];
}

const office = 'application/vnd.openxmlformats-officedocument';

/**
 * What Connect supports by default, by file extension. Windows calls a .csv file application/vnd.ms-excel, which is a
 * type of its own here: Connect takes it under that name as well.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/feature-limits.html#feature-limits-chat
 */
export const attachmentTypes: readonly AttachmentType[] = [
  {
    type: 'application/msword',
    aliases: ['application/vnd.ms-word', 'application/vnd.msword', 'application/x-msword'],
    extensions: ['doc'],
  },
  {
    type: 'application/pdf',
    aliases: ['application/acrobat', 'application/x-pdf', 'text/pdf'],
    extensions: ['pdf'],
  },
  { type: 'application/rtf', aliases: ['text/rtf', 'application/x-rtf'], extensions: ['rtf'] },
  {
    type: 'application/vnd.ms-excel',
    aliases: [
      'application/excel',
      'application/msexcel',
      'application/x-excel',
      'application/x-ms-excel',
      'application/x-msexcel',
      'application/xls',
    ],
    extensions: ['xls'],
  },
  {
    type: 'application/vnd.ms-powerpoint',
    aliases: [
      'application/mspowerpoint',
      'application/powerpoint',
      'application/x-mspowerpoint',
      'application/x-powerpoint',
    ],
    extensions: ['ppt'],
  },
  { type: `${office}.presentationml.presentation`, aliases: [], extensions: ['pptx'] },
  { type: `${office}.spreadsheetml.sheet`, aliases: [], extensions: ['xlsx'] },
  { type: `${office}.wordprocessingml.document`, aliases: [], extensions: ['docx'] },
  {
    type: 'audio/wav',
    aliases: ['audio/x-wav', 'audio/wave', 'audio/vnd.wave', 'audio/x-pn-wav', 'audio/x-wave'],
    extensions: ['wav'],
  },
  {
    type: 'image/heic',
    aliases: ['image/heic-sequence', 'image/heif', 'image/heif-sequence'],
    extensions: ['heic'],
  },
  {
    type: 'image/jpeg',
    aliases: ['image/jpg', 'image/pjpeg', 'image/x-jpg'],
    extensions: ['jpg', 'jpeg', 'jfif'],
  },
  { type: 'image/png', aliases: ['image/x-png'], extensions: ['png'] },
  {
    type: 'text/csv',
    aliases: [
      'application/csv',
      'application/x-csv',
      'text/comma-separated-values',
      'text/x-comma-separated-values',
      'text/x-csv',
    ],
    extensions: ['csv'],
  },
  { type: 'text/plain', aliases: [], extensions: ['txt'] },
  { type: 'video/mp4', aliases: ['application/mp4', 'video/x-mp4'], extensions: ['mp4'] },
  { type: 'video/quicktime', aliases: ['video/mov', 'video/x-quicktime'], extensions: ['mov'] },
];

const names: ReadonlyMap<string, string> = new Map(
  attachmentTypes.flatMap(({ type, aliases }) => [type, ...aliases].map((name) => [name, type] as const)),
);

/**
 * The one name of a content type as a client gives it: without parameters, in lower case, and for all the names of one
 * kind of file the same. A type that is not among these keeps its own name.
 */
export function normalAttachmentType(given: string): string {
  const bare = given.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return names.get(bare) ?? bare;
}
