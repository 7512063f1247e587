"""WeCom (企业微信): the client, messages that advisors confirm, and the callback door. The vendor's words stop here.

Rooms, top imports down only: `door` | `channel` | `tasks` > `contacts` > `client` > `tokens` > `credentials` | `errors`
| `crypto` | `xml` | `models`. Facts of the vendor's API: developer.work.weixin.qq.com, page numbers in the docstrings.
"""
