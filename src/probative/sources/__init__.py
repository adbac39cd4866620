"""The world, asked: answers and refusals."""
