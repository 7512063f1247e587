"""Acquisition 引流: printed channel live codes 渠道活码, who answers them, who came by them.

Rooms: `live_codes` the codes, their rules and who answers · `wording` a code in a sentence · `syncing` keeps the
vendor's copy equal to the answer · `arrivals` who came, who left, tags and remarks · `posters` pictures to print ·
`managing` all of it over HTTP.
"""
