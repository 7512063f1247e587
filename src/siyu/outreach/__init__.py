"""Outreach (触达): every message to a customer is one intent, goes through one gate and leaves by one channel.

Words: an intent (发送意图) is one message to one person with a unique key; the gate (闸门) lets it pass, puts it off or
drops it with a reason; a channel (渠道) hands it to the outside world; a staff task (导购任务) is a message that an
advisor has to confirm.
"""
