"""One small typed function for each API of WeCom that Siyu uses, by the vendor's own chapters.

All take the client and the app first, and raise WecomRefused, WecomPaused or WecomUnreachable as `WecomClient.post`
does; those with a limit on what one request may hold raise TooManyForOneCall. Times are Unix seconds, as the vendor's.
"""
