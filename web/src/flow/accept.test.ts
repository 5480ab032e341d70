import { describe, expect, it } from 'vitest'
import { groupsOf, refusal, type Upload } from './accept'

const how: Upload = { action: 'upload', document: 'plan', accept: ['.pdf', '.docx'], max_mb: 1 }

describe('files of a document type', () => {
  it('names kinds once and keeps what it does not know', () =>
    expect(groupsOf(['.pdf', '.doc', '.docx', '.wps', '.JPG', '.heif', '.step'])).toEqual(['PDF', 'Word', 'WPS', 'image', '.step']))
  it('takes an ending in capitals', () => expect(refusal({ name: 'A.PDF', size: 10 }, how)).toBeNull())
  it('refuses another type', () => expect(refusal({ name: 'a.exe', size: 10 }, how)).toBe('type'))
  it('refuses what is too large', () => expect(refusal({ name: 'a.pdf', size: 1_000_001 }, how)).toBe('size'))
  it('takes anything where nothing is named', () =>
    expect(refusal({ name: 'a.xyz', size: 1 }, { ...how, accept: [] })).toBeNull())
})
