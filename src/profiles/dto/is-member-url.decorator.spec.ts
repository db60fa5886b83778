import type { NestExpressApplication } from '@nestjs/platform-express';
import { Body, Controller, Post } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { httpApp } from '../../common/testing/http-app.js';
import { IsMemberUrl } from './is-member-url.decorator.js';

class Member {
  @IsMemberUrl()
  linkedin_url: string;
}

@Controller()
class MemberController {
  @Post('member')
  echo(@Body() member: Member): Member {
    return member;
  }
}

describe('a member URL in a request', () => {
  let app: NestExpressApplication;
  const post = (body: object) =>
    request(app.getHttpServer()).post('/member').set('X-API-Key', 'secret').type('json').send(body);

  beforeAll(async () => {
    app = await httpApp({ controllers: [MemberController], environment: { API_KEY: 'secret' } });
  });
  afterAll(() => app.close());

  it('is taken as it was written', async () => {
    const { body } = await post({ linkedin_url: 'linkedin.com/in/ann' });
    expect(body).toEqual({ linkedin_url: 'linkedin.com/in/ann' });
  });

  it.each<[string, unknown, string, string, unknown]>([
    ['is missing', undefined, 'missing', 'Field required', null],
    ['is empty', '', 'url_parsing', 'Input should be a valid URL', ''],
    ['has blanks', 'x y', 'url_parsing', 'Input should be a valid URL', 'x y'],
    [
      'has another scheme',
      'ftp://linkedin.com/in/a',
      'url_scheme',
      "URL scheme should be 'http' or 'https'",
      'ftp://linkedin.com/in/a',
    ],
    ['is a number', 5, 'url_type', 'URL input should be a string', 5],
    ['is null', null, 'url_type', 'URL input should be a string', null],
    ['is too long', 'x'.repeat(3_000), 'url_too_long', 'URL should have at most 2083 characters', 'x'.repeat(200)],
    [
      'is on another host',
      'https://example.com/in/a',
      'linkedin_url',
      'URL should point to a LinkedIn member profile, for example https://www.linkedin.com/in/jane-doe/',
      'https://example.com/in/a',
    ],
  ])('that %s is refused', async (_, linkedin_url, error_type, message, invalid_value) => {
    const answer = await post({ linkedin_url });
    expect(answer.status).toBe(422);
    expect(answer.body.validation_errors).toEqual([{ field: 'linkedin_url', error_type, message, invalid_value }]);
  });
});
