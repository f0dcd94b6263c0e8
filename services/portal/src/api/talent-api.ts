/** The api's routes as functions. All reject with the Problem that the api or the way to it gave. */
import { Readable } from 'node:stream';
import { createBackend } from '@nines/service-kit/backend';
import { z } from 'zod';

import type { Registration } from '../forms/account-forms.ts';
import type { ProfileChange } from '../forms/profile-form.ts';
import type { RankingRequest } from '../forms/job-forms.ts';
import type { Cv, Grant, Profile, Ranking, RankingSummary, Scan, Session } from './model.ts';
import * as model from './model.ts';

/** A file that a form carried. */
export interface UploadedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

export interface TalentApi {
  register(registration: Registration): Promise<Session>;
  login(email: string, password: string): Promise<Session>;
  refresh(refreshToken: string): Promise<Grant>;
  logout(refreshToken: string): Promise<void>;
  profile(token: string): Promise<Profile>;
  changeProfile(token: string, change: ProfileChange): Promise<void>;
  changePhoto(token: string, photo: UploadedFile): Promise<void>;
  deletePhoto(token: string): Promise<void>;
  cv(token: string): Promise<Cv>;
  uploadCv(token: string, cv: UploadedFile): Promise<Cv>;
  scan(token: string, jobDescription: string): Promise<Scan>;
  storedScan(token: string, id: string): Promise<Scan>;
  rank(token: string, request: RankingRequest): Promise<Ranking>;
  rankings(token: string): Promise<readonly RankingSummary[]>;
  ranking(token: string, id: string): Promise<Ranking>;
  close(): Promise<void>;
}

/** Makes a client of the api behind `url`. */
export function createTalentApi(url: string): TalentApi {
  const backend = createBackend({ name: 'api', url });
  const summaries = z.object({ data: z.array(model.rankingSummarySchema) });
  return {
    register: (json) => backend.call({ method: 'POST', path: '/api/register', json }, model.sessionSchema),
    login: (email, password) =>
      backend.call({ method: 'POST', path: '/api/login', json: { email, password } }, model.sessionSchema),
    refresh: (refreshToken) =>
      backend.call({ method: 'POST', path: '/api/token/refresh', json: { refreshToken } }, model.grantSchema),
    logout: (refreshToken) => backend.send({ method: 'POST', path: '/api/logout', json: { refreshToken } }),
    profile: (token) => backend.call({ method: 'GET', path: '/api/profile', token }, model.profileSchema),
    changeProfile: (token, json) => backend.send({ method: 'PUT', path: '/api/profile', json, token }),
    changePhoto: (token, photo) =>
      backend.send({ method: 'PUT', path: '/api/profile/photo', token, ...fileBody(photo) }),
    deletePhoto: (token) => backend.send({ method: 'DELETE', path: '/api/profile/photo', token }),
    cv: (token) => backend.call({ method: 'GET', path: '/api/cv', token }, model.cvSchema),
    uploadCv: (token, cv) => backend.call({ method: 'POST', path: '/api/cv', token, ...fileBody(cv) }, model.cvSchema),
    scan: (token, jobDescription) =>
      backend.call({ method: 'POST', path: '/api/cv/scan', json: { jobDescription }, token }, model.scanSchema),
    storedScan: (token, id) =>
      backend.call({ method: 'GET', path: `/api/cv/scans/${encodeURIComponent(id)}`, token }, model.scanSchema),
    rank: (token, json) => backend.call({ method: 'POST', path: '/api/rankings', json, token }, model.rankingSchema),
    rankings: async (token) => (await backend.call({ method: 'GET', path: '/api/rankings', token }, summaries)).data,
    ranking: (token, id) =>
      backend.call({ method: 'GET', path: `/api/rankings/${encodeURIComponent(id)}`, token }, model.rankingSchema),
    close: () => backend.close(),
  };
}

function fileBody({ name, mediaType, bytes }: UploadedFile) {
  return {
    body: Readable.from([bytes]),
    headers: {
      'content-type': mediaType,
      'content-length': String(bytes.length),
      'x-file-name': encodeURIComponent(name.toWellFormed()),
    },
  };
}
