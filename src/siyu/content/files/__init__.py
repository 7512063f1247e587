"""Files of materials: kept under their digest, checked against what WeCom takes."""
