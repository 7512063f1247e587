"""Repurchase (复购): how long until people buy again."""
