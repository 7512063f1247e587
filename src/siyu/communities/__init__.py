"""Customer groups 客户群: who owns them, who is in them and how they came, codes that lead into them, their figures.

Rooms: this one holds the groups; `members` the stays of people in them; `figures` the vendor's daily figures;
`join_codes` the group live codes 群活码; `welcomes` the texts that greet newcomers.
"""
