export default {
  'zh-CN': {
    close: '关闭',
    cancel: '取消',
    retry: '重试',
    undo: '撤销',
    broken: '出了点问题',
    no_answer: '服务器没有回应',
    safe: '已保存的内容不受影响。',
  },
  en: {
    close: 'Close',
    cancel: 'Cancel',
    retry: 'Try again',
    undo: 'Undo',
    broken: 'Something went wrong',
    no_answer: 'The server did not answer',
    safe: 'What was saved is safe.',
  },
}
