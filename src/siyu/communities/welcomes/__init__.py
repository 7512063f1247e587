"""Group welcome texts 入群欢迎语, with a link or a material: made here, put on a group by its owner in WeCom."""
