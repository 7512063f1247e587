"""English counts: "1 task", "2 tasks"."""


def counted(number: int, one: str, many: str = "") -> str:
    """This function will say a number with its noun, in the plural (`many`, else `one` with an s) unless it is 1."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
