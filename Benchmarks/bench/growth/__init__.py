"""How Pullpass' cost grows with the size of what it is asked, configured and connected with."""
