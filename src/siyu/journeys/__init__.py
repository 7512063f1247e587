"""Journeys (旅程): a published graph moves sets of customers through waits, branches and messages.

Words: a journey (旅程) has a draft graph and immutable published versions; a node (节点) is one step of it; an entry
(进入) is one person's way through one version; a step (步骤) is one line of the append-only log of what happened to an
entry; a tick moves everybody who is due.
"""
