"""Customer numbers: blocks of 65,536 ids, each block one brand's, so that sets stay dense. Pure: no store here.

chunk = id >> 16 (one block, 8 KB of bits); shard = id >> 20 (1,048,576 ids, sixteen chunks).
"""

import numpy as np
import numpy.typing as npt

CHUNK_BITS = 16
SHARD_BITS = 20
CHUNK_SIZE = 1 << CHUNK_BITS
SHARD_SIZE = 1 << SHARD_BITS
CHUNKS_PER_SHARD = SHARD_SIZE // CHUNK_SIZE

Ids = npt.NDArray[np.int64]
