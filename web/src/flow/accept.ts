/** Which files a document type takes, in words and as a first look at what was chosen. */
import type { How } from '@/client/types'

export type Upload = Extract<How, { action: 'upload' }>

const GROUPS: [string, RegExp][] = [
  ['PDF', /^\.pdf$/], ['Word', /^\.docx?$/], ['Excel', /^\.xlsx?$/], ['PPT', /^\.pptx?$/],
  ['WPS', /^\.(wps|et|dps)$/], ['CAD', /^\.(dwg|dxf)$/],
  ['image', /^\.(png|jpe?g|webp|gif|hei[cf]|bmp|tiff?)$/],
]

/** Endings as kinds people know, each once; an ending nobody named stays as it is. */
export function groupsOf(accept: string[]): string[] {
  return [...new Set(accept.map((ending) => {
    const small = ending.toLowerCase()
    return GROUPS.find(([, shape]) => shape.test(small))?.[0] ?? small
  }))]
}

/** Why a file would be refused, before a byte is sent; the server looks into it again. */
export function refusal(file: { name: string; size: number }, how: Upload): 'type' | 'size' | null {
  const name = file.name.toLowerCase()
  if (how.accept.length && !how.accept.some((ending) => name.endsWith(ending.toLowerCase()))) return 'type'
  return file.size > how.max_mb * 1_000_000 ? 'size' : null
}
