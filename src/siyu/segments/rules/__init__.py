"""The rule language: what a rule may say, how it is read, and its and / or / not over sets."""
