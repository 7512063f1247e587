"""The message archive 会话内容存档 at WeCom (p91774): the vendor's library in a process of its own, or a simulated corp.

`archive` answers the feature's port; `vendor` speaks to the library through `process`, which keeps `child` running;
`simulated` pulls from the simulator under the simulator's own encryption; `reading` turns WeCom's messages into ours.
The vendor's library has not been run here: it may not be shipped, and it needs a paid corp.
"""
