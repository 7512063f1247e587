// One walk through the simulator by node-easywechat; the outcome as JSON.
const { Work } = require('node-easywechat')
const FormData = require('form-data')
const job = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))

async function act(name, fields) {
  await fetch(`${job.url}/sim/${name}`, { method: 'POST', body: JSON.stringify(fields) })
}

async function walk() {
  const app = new Work({
    corp_id: job.corpid,
    secret: job.secret,
    http: { baseURL: `${job.url}/`, proxy: false },
    file_cache: { path: job.folder },
  })
  const client = app.getClient()
  const get = async (path, params = {}) => (await client.get(`cgi-bin/${path}`, { params })).toObject()
  const found = { version: require('node-easywechat/package.json').version }
  found.followers = (await get('externalcontact/get_follow_user_list')).follow_user
  found.customers = (await get('externalcontact/list', { userid: 'zhangsan' })).external_userid
  found.name = (await get('externalcontact/get', { external_userid: 'wm0' })).external_contact.name
  const json = { sender: 'zhangsan', text: { content: '上新' } }
  found.msgid = (await client.post('cgi-bin/externalcontact/add_msg_template', { json })).toObject().msgid
  const formData = new FormData()
  formData.append('media', Buffer.from('\x89PNG123456', 'latin1'), { filename: 'a.png', contentType: 'image/png' })
  const sent = await client.request('POST', 'cgi-bin/media/upload', { params: { type: 'image' }, formData })
  found.media_id = sent.toObject().media_id
  await act('fault', { path: 'externalcontact/', kind: 'errcode', errcode: 45009 })
  found.limited = (await get('externalcontact/get_follow_user_list')).errcode
  found.stranger = (await get('externalcontact/get', { external_userid: 'wmNobody' })).errcode
  await act('expire_tokens', {})
  found.expired = (await get('externalcontact/get_follow_user_list')).errcode
  await app.getAccessToken().refresh()
  found.after_expiry = (await get('externalcontact/get_follow_user_list')).follow_user
  return found
}

walk().then((found) => process.stdout.write(JSON.stringify(found)))
