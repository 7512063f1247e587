"""Messages: what a sender writes, read into Siyu's words.

The form is the public Segment specification (https://segment.com/docs/connections/spec/), the protocol of the door.
"""
