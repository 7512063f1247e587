"""Customer groups of a corp: listed and read whole, changed by callbacks, with their codes, welcome texts and figures.

Whatever has to be read again waits in one queue (`queue`), filled by full readings (`listing`) and callbacks
(`notices`), worked off by `reading`: a burst of joins costs one call, and a killed process loses nothing.
"""
