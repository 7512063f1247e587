"""Welcomes: what a new friend is greeted with, chosen by channel, time of day and first or returning friend."""
