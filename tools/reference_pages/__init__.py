"""The pages of docs/reference, each written from what the code and its data say: start at `tools.references`."""
