import { readAs } from '../../../common/validation/request.pipe.js';
import { UploadSettings, type ListQuery } from '../dto/upload-query.dto.js';
import { jsonField } from './json-field.js';

/** Settings as texts. @throws InvalidRequestError */
export function uploadSettings({ priority, config }: Pick<ListQuery, 'priority' | 'config'>): UploadSettings {
  return readAs(UploadSettings, {
    ...(isGiven(priority) && { priority }),
    ...(isGiven(config) && { config: jsonField('config', config) }),
  });
}

/** HTML forms also send empty fields. */
function isGiven(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
