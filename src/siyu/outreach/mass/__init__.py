"""Mass messages: one text to many people, each sent by the person's own advisor after a tap in WeCom.

A campaign is planned into ordinary messages (origin "mass"), so the gate's rules, the quota, dispatching, the advisors'
tasks and their results are those of every other message.
"""
