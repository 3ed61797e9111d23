"""One small file a dimension; each is a function from `Facts` to the answer's columns of that dimension."""
