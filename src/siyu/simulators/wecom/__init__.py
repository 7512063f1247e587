"""A stateful fake of WeCom (企业微信): an organisation, customers, groups, messages, callbacks and people who act.

Rooms, top imports down only:
`web` (HTTP: vendor door, human door, login, scan, server) > `world` (the one object everybody holds) > `acts` (its
methods, a family a module) > `callbacks` | `people` | `api` (what the network, humans and apps may do) > `state`
(everything under one lock) > `friendships`, `crowds` > `entities`, `nouns`, `quota`, `frequency`, `faults`, `limits`,
`paging`, `errors`, `codes`, `crypto`.

It is an independent reading of the vendor's public facts and must never import a connector.
"""
