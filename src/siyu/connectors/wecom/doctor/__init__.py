"""What is wrong with a brand's WeCom, in plain words, and on which page to put it right.

Rooms, top imports down only: `routes` > `examination` > `checks` | `people` | `callbacks` > `words` | `echo` |
`patient` > `contracts`.
"""
