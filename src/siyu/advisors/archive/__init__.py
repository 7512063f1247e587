"""The message archive 会话存档: what staff and customers wrote to each other, who agreed to it, and how it is watched."""
