"""A stateful fake of WeCom (企业微信): members, customers, contact ways, mass messages, callbacks and people.

Rooms, top imports down only:
`web` (HTTP: vendor door, human actions, page, server) > `world` (the one object everybody holds) >
`callbacks` | `people` | `api` (what the network, humans and apps may do) > `state` (entities under one lock) >
`entities`, `quota`, `faults`, `limits`, `paging`, `errors`, `crypto`.

It is an independent reading of the vendor's public facts and must never import a connector.
"""
