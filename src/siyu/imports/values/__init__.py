"""Cells of a file read as times, amounts, numbers, phones and lists: strict, and each refusal says how to mend it."""
