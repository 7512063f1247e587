"""What people may do: customers scan and leave, members confirm, edit, delete. These raise callbacks."""
