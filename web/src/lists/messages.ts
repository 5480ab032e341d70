export default {
  'zh-CN': {
    new_what: '新建{what}',
    create: '保存',
    created: '已建立“{title}”',
  },
  en: {
    new_what: 'New: {what}',
    create: 'Save',
    created: '“{title}” is there',
  },
}
