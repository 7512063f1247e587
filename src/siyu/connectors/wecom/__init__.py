"""WeCom (企业微信): client, callbacks, sync, messages that advisors confirm. The vendor's words stop here.

Rooms: `client` calls the API and knows its limits and errors (usable alone); `doctor` says what is wrong with a corp's
connection; `door` and `callbacks` take events in; `sync` reads a whole corp; `channel` and `mass` send what advisors
confirm; `contact_ways` keeps live codes; `sidebar` serves the pages inside WeCom. Facts of the vendor's API:
developer.work.weixin.qq.com, page numbers in the docstrings.
"""
