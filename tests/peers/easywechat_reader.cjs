// node-easywechat's encryptor as the receiver and the sender of callbacks. Its Work variant does not check the corp id.
const Encryptor = require('node-easywechat/dist/Work/Encryptor')
const job = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))
const crypto = new Encryptor(job.corpid, job.token, job.aes_key)

function read([params, body]) {
  const sealed = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)[1]
  try {
    return { message: crypto.decrypt(sealed, params.msg_signature, params.nonce, params.timestamp) }
  } catch (error) {
    return { refused: error.message === 'Invalid Signature.' ? -40001 : error.message }
  }
}

process.stdout.write(JSON.stringify(job.posts.map(read)))
