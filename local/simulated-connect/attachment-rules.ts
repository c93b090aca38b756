/** The largest attachment of a chat, in bytes (AWS: 20 MB unless an administrator says otherwise). */
export const maxAttachmentBytes = 20 * 1024 * 1024;
/** Attachments a chat carries; AWS raises this for nobody. */
export const attachmentsPerChat = 35;

/**
 * The extensions of the files that a chat takes.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/feature-limits.html#feature-limits-chat
 */
export const supportedExtensions: readonly string[] =
  'csv doc docx heic jfif jpeg jpg mov mp4 pdf png ppt pptx rtf txt wav xls xlsx'.split(' ');

/**
 * The types under which AWS's own clients send such files: chatjs and the chat widget (three for .wav, one for each
 * browser), the SDKs for iOS and Android (.rtf). Kept apart from the API's list, so that a test can hold one to the
 * other.
 */
export const supportedContentTypes: readonly string[] = [
  'text/csv',
  'text/plain',
  'text/rtf',
  'application/msword',
  'application/pdf',
  'application/rtf',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'audio/wav',
  'audio/x-wav',
  'audio/vnd.wave',
  'image/heic',
  'image/jpeg',
  'image/png',
  'video/mp4',
  'video/quicktime',
];

/** Returns why StartAttachmentUpload is refused, beyond what the model's shapes say; undefined when it is fine. */
export function attachmentProblem(name: string, contentType: string, size: number): string | undefined {
  // The model calls the type case-insensitive.
  if (!supportedContentTypes.includes(contentType.toLowerCase()))
    return `ContentType ${contentType} is not supported`;
  const extension = /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase();
  if (extension !== undefined && !supportedExtensions.includes(extension))
    return 'AttachmentName has an extension that is not supported';
  return size > maxAttachmentBytes ? `AttachmentSizeInBytes is above ${maxAttachmentBytes}` : undefined;
}
