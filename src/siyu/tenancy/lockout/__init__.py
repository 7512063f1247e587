"""Lockout: wrong passwords are counted by login name, whether or not anybody has it, and lock it for a while."""
