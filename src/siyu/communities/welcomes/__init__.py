"""Group welcome texts 入群欢迎语: made here, put on a group by its owner in WeCom."""
