/** Which files a document type takes, in words and as a first look at what was chosen. */
import type { How } from '@/client/types'

export type Upload = Extract<How, { action: 'upload' }>
export type FileGroup = 'pdf' | 'word' | 'excel' | 'image'

const GROUPS: Record<string, FileGroup> = {
  '.pdf': 'pdf', '.doc': 'word', '.docx': 'word', '.xls': 'excel', '.xlsx': 'excel', '.jpg': 'image',
  '.jpeg': 'image', '.png': 'image', '.webp': 'image', '.gif': 'image', '.heic': 'image', '.heif': 'image',
}

/** Endings as kinds people know, each once; an ending nobody named stays as it is. */
export function groupsOf(accept: string[]): string[] {
  return [...new Set(accept.map((ending) => GROUPS[ending.toLowerCase()] ?? ending.toLowerCase()))]
}

/** Why a file would be refused, before a byte is sent; the server looks into it again. */
export function refusal(file: { name: string; size: number }, how: Upload): 'type' | 'size' | null {
  const name = file.name.toLowerCase()
  if (how.accept.length && !how.accept.some((ending) => name.endsWith(ending.toLowerCase()))) return 'type'
  return file.size > how.max_mb * 1_000_000 ? 'size' : null
}
