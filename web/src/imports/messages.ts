import chinese from './chinese'
import english from './english'

export default { 'zh-CN': chinese, en: english }
