"""A cluster in which the chart lives: the control plane is real, the node runs the executable in chroots with addresses of their own."""
