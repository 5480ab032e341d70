export default {
  'zh-CN': {
    name: '搜索',
    hint: '客户、项目、电话，或拼音首字母',
    start: '输入名称、电话或拼音首字母，例如 hdjc。',
    none: '没有找到“{q}”',
    keys: '↑↓ 选择　Enter 打开　Esc 关闭',
  },
  en: {
    name: 'Search',
    hint: 'Customers, projects, phones, pinyin initials',
    start: 'Type a name, a phone number or pinyin initials, such as hdjc.',
    none: 'Nothing found for “{q}”',
    keys: '↑↓ choose　Enter open　Esc close',
  },
}
