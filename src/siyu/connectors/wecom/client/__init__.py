"""A client of the WeCom API that can be used alone: tokens, pacing, retries by error code, media, typed endpoints.

Rooms, top imports down only: `library` > `endpoints` | `volley` > `calls` > `tokens` | `pacing` | `patience` | `transport` >
`curl` > `errors` > `codes` | `paths` | `settings` | `contracts`. Start with docs/how-to/wecom-client.md.
"""
