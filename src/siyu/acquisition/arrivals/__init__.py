"""People who came by a code: counted once, tagged, given a remark; and the ones lost again."""
