// Tencent's own @wecom/crypto as the receiver and the sender of callbacks. It leaves both checks to its caller.
const { decrypt, encrypt, getSignature } = require('@wecom/crypto')
const job = JSON.parse(require('node:fs').readFileSync(0, 'utf8'))

function read([params, body]) {
  const sealed = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)[1]
  if (getSignature(job.token, params.timestamp, params.nonce, sealed) !== params.msg_signature) return { refused: -40001 }
  const { message, id } = decrypt(job.aes_key, sealed)
  return id === job.corpid ? { message } : { refused: -40005 }
}

function write(message) {
  const sealed = encrypt(job.aes_key, message, job.corpid)
  const [timestamp, nonce] = ['1700000000', 'nonce']
  return { encrypt: sealed, signature: getSignature(job.token, timestamp, nonce, sealed), timestamp, nonce }
}

process.stdout.write(JSON.stringify([...job.posts.map(read), ...job.messages.map(write)]))
