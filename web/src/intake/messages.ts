export default {
  'zh-CN': {
    lead: '先记下这几项，其余的到推进时再补。',
    missing: '请填写{field}',
    done: '已登记：{title}',
    open: '打开',
    again: '登记并再记一条',
  },
  en: {
    lead: 'These are enough for now; the rest is asked along the way.',
    missing: '{field} is missing',
    done: 'Registered: {title}',
    open: 'Open',
    again: 'Register and next',
  },
}
