"""Retrying: people whose row could not be moved go on from where they stand."""
