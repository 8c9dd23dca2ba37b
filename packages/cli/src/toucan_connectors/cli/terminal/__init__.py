"""How answers look, in a terminal and without one."""
