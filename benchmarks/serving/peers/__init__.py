"""What others would run, at its best sensible settings; each module runs in an environment of its own."""
