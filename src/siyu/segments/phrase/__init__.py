"""How conditions on behaviour are said, in the words an operator uses."""
