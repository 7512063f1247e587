"""Remarks of links: on friends who came through one."""
